"""The help text: usage lines and argument lists, wrapped at the width of the terminal."""

from argparse._actions import (ONE_OR_MORE, OPTIONAL, PARSER, REMAINDER, SUPPRESS, ZERO_OR_MORE)

__name__ = 'argparse'


def _columns():
    """The width of the terminal: COLUMNS, or 80."""
    import os
    try:
        return int(os.environ.get('COLUMNS', '')) or 80
    except ValueError:
        return 80


def _wrap(text, width, initial='', subsequent=''):
    """Lines of words that are no longer than `width`; a longer word is cut, hyphens break."""
    chunks = []
    for word in text.split():
        pieces = []
        at = 0
        # A hyphen between letters is a place to break.
        for i in range(1, len(word) - 1):
            if (word[i] == '-' and i >= 2 and word[i - 1].isalpha() and word[i - 2].isalpha()
                    and word[i + 1].isalpha() and i + 1 > at
                    and word[i + 2:i + 3].isalpha()):
                pieces.append(word[at:i + 1])
                at = i + 1
        pieces.append(word[at:])
        chunks.append(pieces)
    lines = []
    current = ''
    start = True
    for pieces in chunks:
        glue = '' if start else ' '
        for piece in pieces:
            indent = subsequent if lines else initial
            room = width - len(indent)
            while True:
                if len(current) + len(glue) + len(piece) <= room:
                    current += glue + piece
                    break
                if current:
                    lines.append(indent + current)
                    current = ''
                    glue = ''
                    indent = subsequent
                    room = width - len(indent)
                    continue
                lines.append(indent + piece[:room])
                piece = piece[room:]
                glue = ''
                indent = subsequent
                room = width - len(indent)
            start = False
            glue = ''
    if current:
        lines.append((subsequent if lines else initial) + current)
    return lines


class HelpFormatter:
    """Makes the help text of a parser."""

    def __init__(self, prog, indent_increment=2, max_help_position=24, width=None):
        if width is None:
            width = _columns() - 2
        self._prog = prog
        self._indent_increment = indent_increment
        self._max_help_position = min(max_help_position, max(width - 20, indent_increment * 2))
        self._width = width
        self._current_indent = 0
        self._level = 0
        self._action_max_length = 0
        self._root_section = self._Section(self, None)
        self._current_section = self._root_section

    def _indent(self):
        self._current_indent += self._indent_increment
        self._level += 1

    def _dedent(self):
        self._current_indent -= self._indent_increment
        assert self._current_indent >= 0, 'Indent decreased below 0.'
        self._level -= 1

    class _Section:
        """A heading, and what stands below it."""

        def __init__(self, formatter, parent, heading=None):
            self.formatter = formatter
            self.parent = parent
            self.heading = heading
            self.items = []

        def format_help(self):
            formatter = self.formatter
            if self.parent is not None:
                formatter._indent()
            text = formatter._join_parts([func(*args) for func, args in self.items])
            if self.parent is not None:
                formatter._dedent()
            if not text:
                return ''
            if self.heading is not SUPPRESS and self.heading is not None:
                heading = '%*s%s:\n' % (formatter._current_indent, '', self.heading)
            else:
                heading = ''
            return formatter._join_parts(['\n', heading, text, '\n'])

    def _add_item(self, func, args):
        self._current_section.items.append((func, args))

    def start_section(self, heading):
        self._indent()
        section = self._Section(self, self._current_section, heading)
        self._add_item(section.format_help, [])
        self._current_section = section

    def end_section(self):
        self._current_section = self._current_section.parent
        self._dedent()

    def add_text(self, text):
        if text is not SUPPRESS and text is not None:
            self._add_item(self._format_text, [text])

    def add_usage(self, usage, actions, groups, prefix=None):
        if usage is not SUPPRESS:
            self._add_item(self._format_usage, (usage, actions, groups, prefix))

    def add_argument(self, action):
        if action.help is not SUPPRESS:
            get = self._format_action_invocation
            length = len(get(action)) + self._current_indent
            for subaction in self._iter_indented_subactions(action):
                length = max(length, len(get(subaction)) + self._current_indent)
            self._action_max_length = max(self._action_max_length, length)
            self._add_item(self._format_action, [action])

    def add_arguments(self, actions):
        for action in actions:
            self.add_argument(action)

    def format_help(self):
        text = self._root_section.format_help()
        if text:
            while '\n\n\n' in text:
                text = text.replace('\n\n\n', '\n\n')
            text = text.strip('\n') + '\n'
        return text

    def _join_parts(self, part_strings):
        return ''.join(part for part in part_strings if part and part is not SUPPRESS)

    def _format_usage(self, usage, actions, groups, prefix):
        if prefix is None:
            prefix = 'usage: '
        if usage is not None:
            usage = usage % dict(prog=self._prog)
        elif not actions:
            usage = '%(prog)s' % dict(prog=self._prog)
        else:
            prog = '%(prog)s' % dict(prog=self._prog)
            optionals = [action for action in actions if action.option_strings]
            positionals = [action for action in actions if not action.option_strings]
            parts, pos_start = self._usage_parts(optionals, positionals, groups)
            usage = ' '.join(part for part in [prog, *parts] if part)
            text_width = self._width - self._current_indent
            if len(prefix) + len(usage) > text_width:
                usage = self._wrapped_usage(prog, prefix, parts[:pos_start], parts[pos_start:],
                                            text_width)
        return '%s%s\n\n' % (prefix, usage)

    def _wrapped_usage(self, prog, prefix, opt_parts, pos_parts, text_width):
        def get_lines(parts, indent, prefix=None):
            lines = []
            line = []
            length = (len(prefix) if prefix is not None else len(indent)) - 1
            for part in parts:
                if length + 1 + len(part) > text_width and line:
                    lines.append(indent + ' '.join(line))
                    line = []
                    length = len(indent) - 1
                line.append(part)
                length += len(part) + 1
            if line:
                lines.append(indent + ' '.join(line))
            if prefix is not None:
                lines[0] = lines[0][len(indent):]
            return lines

        if len(prefix) + len(prog) <= 0.75 * text_width:
            indent = ' ' * (len(prefix) + len(prog) + 1)
            if opt_parts:
                lines = get_lines([prog] + opt_parts, indent, prefix)
                lines.extend(get_lines(pos_parts, indent))
            elif pos_parts:
                lines = get_lines([prog] + pos_parts, indent, prefix)
            else:
                lines = [prog]
        else:
            indent = ' ' * len(prefix)
            parts = opt_parts + pos_parts
            lines = get_lines(parts, indent)
            if len(lines) > 1:
                lines = []
                lines.extend(get_lines(opt_parts, indent))
                lines.extend(get_lines(pos_parts, indent))
            lines = [prog] + lines
        return '\n'.join(lines)

    def _usage_parts(self, optionals, positionals, groups):
        """The pieces of the usage line, and where those of positional arguments begin."""
        actions = optionals + positionals
        inserts = {}
        suppressed = set()
        for group in groups:
            members = group._group_actions
            if not members:
                raise ValueError(f'empty group {group}')
            if all(action.help is SUPPRESS for action in members):
                continue
            try:
                start = actions.index(members[0])
            except ValueError:
                continue
            end = start + len(members)
            if actions[start:end] == members:
                suppressed.update(a for a in members if a.help is SUPPRESS)
                shown = len(members) - sum(a.help is SUPPRESS for a in members)
                inserts[start, end] = (group, shown)
        parts = []
        for action in actions:
            if action.help is SUPPRESS:
                parts.append(None)
            elif not action.option_strings:
                parts.append(self._positional_part(action, inserts, actions))
            else:
                parts.append(self._optional_part(action))
        inserted = {}
        for start, end in sorted(inserts, reverse=True):
            group, shown = inserts[start, end]
            members = [part for part in parts[start:end] if part is not None]
            if group.required:
                opened, closed = ('(', ')') if shown > 1 else ('', '')
            else:
                opened, closed = '[', ']'
            members = [_unbracketed(part) if part.startswith('[') else part
                       for part in members]
            members[0] = opened + members[0]
            members[-1] = members[-1] + closed
            for i, part in enumerate(members[:-1]):
                members[i] = part + ' |'
            parts[start:end] = members + [None] * (end - start - len(members))
        pos_start = sum(part is not None for part in parts[:len(optionals)])
        return [part for part in parts if part is not None], pos_start

    def _positional_part(self, action, inserts, actions):
        default = self._get_default_metavar_for_positional(action)
        return self._format_args(action, default)

    def _optional_part(self, action):
        option = action.option_strings[0]
        if action.nargs == 0:
            part = action.format_usage()
        else:
            default = self._get_default_metavar_for_optional(action)
            part = '%s %s' % (option, self._format_args(action, default))
        return part if action.required else '[%s]' % part

    def _format_text(self, text):
        if '%(prog)' in text:
            text = text % dict(prog=self._prog)
        text_width = max(self._width - self._current_indent, 11)
        indent = ' ' * self._current_indent
        return self._fill_text(text, text_width, indent) + '\n\n'

    def _format_action(self, action):
        help_position = min(self._action_max_length + 2, self._max_help_position)
        help_width = max(self._width - help_position, 11)
        action_width = help_position - self._current_indent - 2
        header = self._format_action_invocation(action)
        indent_first = 0
        if not action.help:
            header = '%*s%s\n' % (self._current_indent, '', header)
        elif len(header) <= action_width:
            header = '%*s%-*s  ' % (self._current_indent, '', action_width, header)
        else:
            header = '%*s%s\n' % (self._current_indent, '', header)
            indent_first = help_position
        parts = [header]
        if action.help and action.help.strip():
            help_text = self._expand_help(action)
            if help_text:
                help_lines = self._split_lines(help_text, help_width)
                parts.append('%*s%s\n' % (indent_first, '', help_lines[0]))
                for line in help_lines[1:]:
                    parts.append('%*s%s\n' % (help_position, '', line))
        elif not header.endswith('\n'):
            parts.append('\n')
        for subaction in self._iter_indented_subactions(action):
            parts.append(self._format_action(subaction))
        return self._join_parts(parts)

    def _format_action_invocation(self, action):
        if not action.option_strings:
            default = self._get_default_metavar_for_positional(action)
            return ' '.join(self._metavar_formatter(action, default)(1))
        if action.nargs == 0:
            return ', '.join(action.option_strings)
        default = self._get_default_metavar_for_optional(action)
        args = self._format_args(action, default)
        return ', '.join(action.option_strings) + ' ' + args

    def _metavar_formatter(self, action, default_metavar):
        if action.metavar is not None:
            result = action.metavar
        elif action.choices is not None:
            result = '{%s}' % ','.join(map(str, action.choices))
        else:
            result = default_metavar

        def format(tuple_size):
            if isinstance(result, tuple):
                return result
            return (result,) * tuple_size
        return format

    def _format_args(self, action, default_metavar):
        get = self._metavar_formatter(action, default_metavar)
        nargs = action.nargs
        if nargs is None:
            return '%s' % get(1)
        if nargs == OPTIONAL:
            return '[%s]' % get(1)
        if nargs == ZERO_OR_MORE:
            metavar = get(1)
            if len(metavar) == 2:
                return '[%s [%s ...]]' % metavar
            return '[%s ...]' % metavar
        if nargs == ONE_OR_MORE:
            return '%s [%s ...]' % get(2)
        if nargs == REMAINDER:
            return '...'
        if nargs == PARSER:
            return '%s ...' % get(1)
        if nargs == SUPPRESS:
            return ''
        try:
            formats = ['%s' for _ in range(nargs)]
        except TypeError:
            raise ValueError("invalid nargs value") from None
        return ' '.join(formats) % get(nargs)

    def _expand_help(self, action):
        params = dict(vars(action), prog=self._prog)
        for name in list(params):
            value = params[name]
            if value is SUPPRESS:
                del params[name]
            elif hasattr(value, '__name__'):
                params[name] = value.__name__
        if params.get('choices') is not None:
            params['choices'] = ', '.join(map(str, params['choices']))
        return self._get_help_string(action) % params

    def _iter_indented_subactions(self, action):
        if hasattr(action, '_get_subactions'):
            self._indent()
            yield from action._get_subactions()
            self._dedent()

    def _split_lines(self, text, width):
        return _wrap(text, width)

    def _fill_text(self, text, width, indent):
        return '\n'.join(_wrap(text, width, indent, indent))

    def _get_help_string(self, action):
        return action.help

    def _get_default_metavar_for_optional(self, action):
        return action.dest.upper()

    def _get_default_metavar_for_positional(self, action):
        return action.dest


def _unbracketed(part):
    return part[1:-1] if part.startswith('[') and part.endswith(']') else part


class RawDescriptionHelpFormatter(HelpFormatter):
    """Leaves the description and the epilog as they are."""

    def _fill_text(self, text, width, indent):
        return ''.join(indent + line for line in text.splitlines(keepends=True))


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    """Leaves all texts as they are."""

    def _split_lines(self, text, width):
        return text.splitlines()


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    """Adds the default to the help of every argument."""

    def _get_help_string(self, action):
        text = action.help
        if text is None:
            text = ''
        if '%(default)' not in text and action.default is not SUPPRESS:
            if action.option_strings or action.nargs in (OPTIONAL, ZERO_OR_MORE):
                text += ' (default: %(default)s)'
        return text


class MetavarTypeHelpFormatter(HelpFormatter):
    """Shows the type of an argument in place of its name."""

    def _get_default_metavar_for_optional(self, action):
        return action.type.__name__

    def _get_default_metavar_for_positional(self, action):
        return action.type.__name__
