//! Owns the tokens of a text as the code pane and the wording of syntax errors need them.
//! Owns no lexer: `parse` supplies the tokens.

use super::parse;
use crate::base::{Source, Span};

/// What a token is, as far as anybody here cares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tok {
    Name,
    Keyword,
    SoftKeyword,
    Number,
    String,
    FStringStart,
    FStringMiddle,
    FStringEnd,
    Comment,
    Newline,
    /// A line end inside brackets or of a blank line.
    BlankNewline,
    Indent,
    Dedent,
    Open,
    Close,
    Operator,
    Unknown,
    End,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: Tok,
    pub(super) span: Span,
}

/// How the code pane shows a piece of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenClass {
    Keyword,
    /// A name that the builtins define (`print`, `len`, `ValueError`).
    Builtin,
    Name,
    String,
    Number,
    Comment,
    Operator,
}

/// The classes of all pieces of a text, in order, without the white space between. Works on text that
/// does not parse.
pub fn highlight(source: &Source) -> Vec<(Span, TokenClass)> {
    let text = &*source.text;
    let tokens = parse::tokens(text);
    let mut out = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let word = text
            .get(token.span.start as usize..token.span.end as usize)
            .unwrap_or("");
        let class = match token.kind {
            Tok::Keyword | Tok::SoftKeyword => TokenClass::Keyword,
            Tok::Name => {
                let attribute = at > 0 && {
                    let before = tokens[at - 1].span;
                    text.get(before.start as usize..before.end as usize) == Some(".")
                };
                if !attribute && BUILTINS.binary_search(&word).is_ok() {
                    TokenClass::Builtin
                } else {
                    TokenClass::Name
                }
            }
            Tok::String | Tok::FStringStart | Tok::FStringMiddle | Tok::FStringEnd => {
                TokenClass::String
            }
            Tok::Number => TokenClass::Number,
            Tok::Comment => TokenClass::Comment,
            Tok::Operator | Tok::Open | Tok::Close => TokenClass::Operator,
            Tok::Newline
            | Tok::BlankNewline
            | Tok::Indent
            | Tok::Dedent
            | Tok::Unknown
            | Tok::End => {
                continue;
            }
        };
        out.push((token.span, class));
    }
    out
}

/// Builtin functions, types and exceptions that learners' programs name; sorted.
const BUILTINS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "ConnectionError",
    "EOFError",
    "Ellipsis",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "GeneratorExit",
    "ImportError",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "RecursionError",
    "RuntimeError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeError",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "__import__",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> String {
        let source = Source::new("t.py", text);
        highlight(&source)
            .iter()
            .map(|(span, class)| {
                format!(
                    "{class:?}:{} ",
                    &text[span.start as usize..span.end as usize]
                )
            })
            .collect()
    }

    #[test]
    fn builtins_are_sorted_for_the_search() {
        assert!(BUILTINS.is_sorted());
    }

    #[test]
    fn a_line_is_classified_piece_by_piece() {
        assert_eq!(
            classes("for x in range(3): a.print(f'{x}') # hi\n"),
            "Keyword:for Name:x Keyword:in Builtin:range Operator:( Number:3 Operator:) Operator:: \
             Name:a Operator:. Name:print Operator:( String:f' Operator:{ Name:x Operator:} String:' \
             Operator:) Comment:# hi "
        );
    }

    #[test]
    fn broken_text_is_classified_too() {
        assert_eq!(
            classes("def f(:\n  x = = 1\n"),
            "Keyword:def Name:f Operator:( Operator:: Name:x Operator:= Operator:= Number:1 "
        );
    }
}
