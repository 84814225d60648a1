"""Loggers, handlers and formatters set up from a dict."""

import logging

_REFUSED = ('fileConfig', 'listen', 'stopListening')


def dictConfig(config):
    """Set logging up as a dict says."""
    dictConfigClass(config).configure()


def _resolve(name):
    """The object of a dotted name; modules on the way are imported."""
    parts = name.split('.')
    used = parts.pop(0)
    found = __import__(used)
    for part in parts:
        used += '.' + part
        try:
            found = getattr(found, part)
        except AttributeError:
            __import__(used)
            found = getattr(found, part)
    return found


class DictConfigurator:
    """Does what a dict says."""

    def __init__(self, config):
        self.config = config

    def _external(self, value):
        """'ext://sys.stderr' is an object, 'cfg://handlers.x' another part of the dict."""
        if isinstance(value, str):
            if value.startswith('ext://'):
                return _resolve(value[6:])
            if value.startswith('cfg://'):
                found = self.config
                for part in value[6:].split('.'):
                    found = found[part]
                return found
        return value

    def configure(self):
        config = self.config
        if 'version' not in config:
            raise ValueError("dictionary doesn't specify a version")
        if config['version'] != 1:
            raise ValueError("Unsupported version: %s" % config['version'])
        incremental = config.get('incremental', False)
        with logging._lock:
            if incremental:
                self._increment()
                return
            disable_existing = config.get('disable_existing_loggers', True)
            for handler in logging._handlerList[:]:
                handler.close()
            logging._named.clear()
            del logging._handlerList[:]
            formatters = self._made('formatters', self._formatter)
            filters = self._made('filters', self._filter)
            handlers = {}
            todo = dict(config.get('handlers', {}))
            # A handler that needs another one comes after it.
            while todo:
                ready = [name for name, part in todo.items()
                         if not isinstance(part.get('target'), str)
                         or part['target'] not in todo]
                if not ready:
                    raise ValueError('Unable to configure handler %r' % next(iter(todo)))
                for name in sorted(ready):
                    part = todo.pop(name)
                    try:
                        handlers[name] = self._handler(name, part, formatters, filters, handlers)
                    except Exception as e:
                        raise ValueError('Unable to configure handler %r' % name) from e
            self._loggers(handlers, filters, disable_existing)

    def _increment(self):
        config = self.config
        for name, part in config.get('handlers', {}).items():
            if name not in logging._named:
                raise ValueError('No handler found with name %r' % name)
            if part.get('level'):
                logging._named[name].setLevel(logging._checkLevel(part['level']))
        for name, part in config.get('loggers', {}).items():
            self._level_and_propagation(logging.getLogger(name), part)
        if config.get('root'):
            self._level_and_propagation(logging.getLogger(), config['root'])

    def _level_and_propagation(self, logger, part):
        if part.get('level') is not None:
            logger.setLevel(logging._checkLevel(part['level']))
        if part.get('propagate') is not None:
            logger.propagate = part['propagate']

    def _made(self, kind, make):
        made = {}
        for name, part in self.config.get(kind, {}).items():
            try:
                made[name] = make(part)
            except Exception as e:
                raise ValueError('Unable to configure %s %r' % (kind[:-1], name)) from e
        return made

    def _custom(self, part):
        """What a factory under the key '()' makes."""
        part = dict(part)
        factory = part.pop('()')
        if not callable(factory):
            factory = _resolve(factory)
        attributes = part.pop('.', None)
        made = factory(**{key: self._external(value) for key, value in part.items()})
        for name, value in (attributes or {}).items():
            setattr(made, name, value)
        return made

    def _formatter(self, part):
        if '()' in part:
            return self._custom(part)
        factory = _resolve(part['class']) if 'class' in part else logging.Formatter
        options = {}
        if 'validate' in part:
            options['validate'] = part['validate']
        if 'defaults' in part:
            options['defaults'] = part['defaults']
        return factory(part.get('format'), part.get('datefmt'), part.get('style', '%'), **options)

    def _filter(self, part):
        if '()' in part:
            return self._custom(part)
        return logging.Filter(part.get('name', ''))

    def _handler(self, name, part, formatters, filters, handlers):
        part = dict(part)
        formatter = part.pop('formatter', None)
        level = part.pop('level', None)
        chosen = part.pop('filters', None)
        if formatter:
            if formatter not in formatters:
                raise ValueError('Unable to set formatter %r' % formatter)
            formatter = formatters[formatter]
        if '()' in part:
            handler = self._custom(part)
        else:
            factory = _resolve(part.pop('class'))
            if isinstance(part.get('target'), str):
                part['target'] = handlers[part['target']]
            attributes = part.pop('.', None)
            options = {key: self._external(value) for key, value in part.items()}
            handler = factory(**options)
            for key, value in (attributes or {}).items():
                setattr(handler, key, value)
        if formatter:
            handler.setFormatter(formatter)
        if level is not None:
            handler.setLevel(logging._checkLevel(level))
        self._add_filters(handler, chosen, filters)
        handler.name = name
        return handler

    def _add_filters(self, filterer, chosen, filters):
        for f in chosen or ():
            if isinstance(f, str):
                if f not in filters:
                    raise ValueError('Unable to add filter %r' % f)
                f = filters[f]
            filterer.addFilter(f)

    def _loggers(self, handlers, filters, disable_existing):
        root = logging.root
        existing = sorted(root.manager.loggerDict)
        children = []
        configured = self.config.get('loggers', {})
        for name, part in configured.items():
            if name in existing:
                prefix = name + "."
                children.extend(other for other in existing if other.startswith(prefix))
                existing.remove(name)
            logger = logging.getLogger(name)
            self._logger('logger %r' % name, logger, part, handlers, filters)
            if part.get('propagate') is not None:
                logger.propagate = part['propagate']
            logger.disabled = False
        for name in existing:
            logger = root.manager.loggerDict[name]
            if not isinstance(logger, logging.Logger):
                continue
            if name in children:
                logger.setLevel(logging.NOTSET)
                logger.handlers = []
                logger.propagate = True
            else:
                logger.disabled = disable_existing
        if self.config.get('root'):
            self._logger('root logger', root, self.config['root'], handlers, filters)

    def _logger(self, what, logger, part, handlers, filters):
        try:
            if part.get('level') is not None:
                logger.setLevel(logging._checkLevel(part['level']))
            for h in logger.handlers[:]:
                logger.removeHandler(h)
            for name in part.get('handlers') or ():
                if name not in handlers:
                    raise ValueError('Unable to add handler %r' % name)
                logger.addHandler(handlers[name])
            self._add_filters(logger, part.get('filters'), filters)
        except Exception as e:
            raise ValueError('Unable to configure %s' % what) from e


dictConfigClass = DictConfigurator


def __getattr__(name):
    if name in _REFUSED:
        from _gilscope import refuse
        refuse(f"`logging.config.{name}`", "use `dictConfig()`")
    raise AttributeError(f"module 'logging.config' has no attribute {name!r}")
