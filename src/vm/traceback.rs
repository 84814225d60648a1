//! Owns the text of a traceback: the chain of causes, the places each exception passed through, groups as
//! boxes. Owns no exception (`exceptions`) and no excerpt of a line (`carets`).

use std::fmt::Write;
use std::sync::Arc;

use super::cx::Cx;
use super::exceptions::data;
use super::memory::Memory;
use super::native::{Ask, Flow, NativeFrame, NativeResult, Raise};
use super::object::{Body, TracebackEntry};
use super::syntax_errors;
use super::types;
use super::value::Value;

/// How an exception ends a traceback: `ValueError: message`. Messages that need Python code to be made
/// were made by the caller and are in `texts` (exception, its text).
fn last_line<M: Memory>(mem: &M, exception: Value, texts: &[(Value, Arc<str>)]) -> String {
    let class = types::type_of(mem, exception);
    let name = match &mem.get(class).body {
        Body::Type(class) if matches!(&*class.module, "builtins" | "__main__") => {
            class.qualname.to_string()
        }
        Body::Type(class) => format!("{}.{}", class.module, class.qualname),
        _ => unreachable!("a class is a type object"),
    };
    match texts.iter().find(|(value, _)| *value == exception) {
        Some((_, text)) if !text.is_empty() => {
            let hint = super::suggestions::hint(mem, exception);
            format!("{name}: {text}{hint}")
        }
        _ => name,
    }
}

/// An exception as it will be shown: nothing is shown twice but as a member of a group.
struct Node {
    exception: Value,
    /// Its cause or context, which is shown before it, and how that led to this one.
    before: Option<(usize, &'static str)>,
    /// The exceptions in a group.
    members: Vec<usize>,
}

/// What a traceback shows; the first node is the exception itself. The order in which what is linked
/// from many places finds its one place is that of Lib/traceback.py (TracebackException.__init__).
fn plan<M: Memory>(mem: &M, exception: Value) -> Vec<Node> {
    const CAUSE: &str =
        "\nThe above exception was the direct cause of the following exception:\n\n";
    const CONTEXT: &str =
        "\nDuring handling of the above exception, another exception occurred:\n\n";
    let node = |exception| Node {
        exception,
        before: None,
        members: Vec::new(),
    };
    let mut nodes = vec![node(exception)];
    let mut seen = vec![exception];
    let mut todo = vec![0];
    while let Some(at) = todo.pop() {
        let Some(data) = data(mem, nodes[at].exception) else {
            continue;
        };
        let mut add = |nodes: &mut Vec<Node>, value: Value, always: bool| {
            let fresh = !seen.contains(&value);
            if !fresh && !always {
                return None;
            }
            seen.push(value);
            nodes.push(node(value));
            Some(nodes.len() - 1)
        };
        let cause = match data.cause {
            cause @ Value::Obj(_) => add(&mut nodes, cause, false),
            _ => None,
        };
        let context = match data.context {
            context @ Value::Obj(_) if cause.is_none() && !data.suppress_context => {
                add(&mut nodes, context, false)
            }
            _ => None,
        };
        let members = data.group.map(|group| group.1).unwrap_or_default();
        let members: Vec<usize> = members
            .into_iter()
            .filter_map(|member| add(&mut nodes, member, true))
            .collect();
        nodes[at].before = cause
            .map(|cause| (cause, CAUSE))
            .or_else(|| context.map(|context| (context, CONTEXT)));
        todo.extend(nodes[at].before.map(|(before, _)| before));
        todo.extend(&members);
        nodes[at].members = members;
    }
    nodes
}

/// Writes an exception's traceback to standard error, behind `heading` (a str or None). The texts of
/// its exceptions may be made by Python code. Gives None.
///
/// # Errors
/// None: a `__str__` that raises is shown as CPython shows it.
pub fn report<M: Memory>(cx: &mut Cx<'_, M>, exception: Value, heading: Value) -> NativeResult<M> {
    let mut frame = NativeFrame::new(report_step, vec![heading, exception]);
    frame.vals.extend(in_traceback(cx.mem, exception));
    frame.n = 2;
    report_next(cx, frame)
}

/// `vals`: heading, exception, then the exceptions shown, those before `n` replaced by their texts.
fn report_next<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Some(next) = frame.vals.get(frame.n as usize).copied() else {
        return report_done(cx, &frame);
    };
    let text = types::text::str_of(cx, next);
    types::flow::and_then(cx, text, frame)
}

fn report_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    frame.vals[at] = input.unwrap_or_else(|_| cx.str("<exception str() failed>"));
    frame.n += 1;
    report_next(cx, frame)
}

fn report_done<M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>) -> NativeResult<M> {
    let (heading, exception) = (frame.vals[0], frame.vals[1]);
    let shown = in_traceback(cx.mem, exception);
    let texts: Vec<_> = shown
        .into_iter()
        .zip(&frame.vals[2..])
        .map(|(exception, text)| (exception, cx.text(*text).unwrap_or_default()))
        .collect();
    let heading = cx.text(heading).unwrap_or_default();
    let text = format!("{heading}{}", traceback(cx.mem, exception, &texts));
    Flow::ask(Ask::Write {
        stream: 2,
        text: text.into(),
    })
}

/// The exceptions whose text a traceback of `exception` shows.
pub fn in_traceback<M: Memory>(mem: &M, exception: Value) -> Vec<Value> {
    let mut found = Vec::new();
    for node in plan(mem, exception) {
        if !found.contains(&node.exception) {
            found.push(node.exception);
        }
    }
    found
}

/// The traceback as CPython 3.13 prints it. `texts` are the `str()` of the exceptions of
/// [`in_traceback`].
pub fn traceback<M: Memory>(mem: &M, exception: Value, texts: &[(Value, Arc<str>)]) -> String {
    let mut page = Page {
        mem,
        texts,
        nodes: plan(mem, exception),
        out: String::new(),
        depth: 0,
        needs_close: false,
    };
    page.exception(0);
    page.out
}

/// What traceback.py prints of a group at most.
const MAX_GROUP_WIDTH: usize = 15;
const MAX_GROUP_DEPTH: usize = 10;

/// A traceback being written: groups are boxes inside boxes (Lib/traceback.py).
struct Page<'a, M> {
    mem: &'a M,
    texts: &'a [(Value, Arc<str>)],
    nodes: Vec<Node>,
    out: String,
    /// How many groups are open around what is written.
    depth: usize,
    /// The innermost box has its last exception and no bottom line yet.
    needs_close: bool,
}

impl<M: Memory> Page<'_, M> {
    fn exception(&mut self, node: usize) {
        let mut chain = vec![(node, "")];
        let mut at = node;
        while let Some((before, how)) = self.nodes[at].before {
            chain.push((before, how));
            at = before;
        }
        for (node, how) in chain.into_iter().rev() {
            let exception = self.nodes[node].exception;
            if self.nodes[node].members.is_empty() {
                let text = self.own_text(exception, "Traceback (most recent call last):\n", true);
                self.emit(&text);
            } else if self.depth > MAX_GROUP_DEPTH {
                self.emit(&format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"));
            } else {
                self.group(node);
            }
            self.emit(how);
        }
    }

    /// The heading, the places it passed through, and its last line with its notes.
    fn own_text(&self, exception: Value, heading: &str, with_heading: bool) -> String {
        let mut out = String::new();
        let entries = data(self.mem, exception)
            .map(|data| data.traceback)
            .unwrap_or_default();
        if !entries.is_empty() {
            if with_heading {
                out.push_str(heading);
            }
            write_entries(self.mem, &entries, &mut out);
        }
        match syntax_errors::place(self.mem, exception) {
            Some((place, message)) if is_syntax_error(self.mem, exception) => {
                out.push_str(&place);
                let texts = [(exception, message.into())];
                let _ = writeln!(out, "{}", last_line(self.mem, exception, &texts));
            }
            _ => {
                let _ = writeln!(out, "{}", last_line(self.mem, exception, self.texts));
            }
        }
        write_notes(self.mem, exception, &mut out);
        out
    }

    fn group(&mut self, node: usize) {
        const HEADING: &str = "Exception Group Traceback (most recent call last):\n";
        let exception = self.nodes[node].exception;
        let group = self.nodes[node].members.clone();
        let outermost = self.depth == 0;
        if outermost {
            self.depth = 1;
        }
        let raised = data(self.mem, exception).is_some_and(|data| !data.traceback.is_empty());
        if raised {
            let margin = if outermost { '+' } else { '|' };
            self.lines(HEADING, Some(margin));
        }
        let text = self.own_text(exception, "", false);
        self.emit(&text);
        let shown = group.len().min(MAX_GROUP_WIDTH + 1);
        self.needs_close = false;
        for (at, inner) in group.iter().take(shown).enumerate() {
            let last = at + 1 == shown;
            // A group inside closes this box with its own.
            self.needs_close |= last;
            let truncated = at >= MAX_GROUP_WIDTH;
            let title = if truncated {
                "...".to_owned()
            } else {
                (at + 1).to_string()
            };
            let joint = if at == 0 { "+-" } else { "  " };
            let _ = writeln!(
                self.out,
                "{}{joint}+---------------- {title} ----------------",
                self.indent()
            );
            self.depth += 1;
            if truncated {
                let more = group.len() - MAX_GROUP_WIDTH;
                let plural = if more > 1 { "s" } else { "" };
                self.emit(&format!("and {more} more exception{plural}\n"));
            } else {
                self.exception(*inner);
            }
            if last && self.needs_close {
                let _ = writeln!(
                    self.out,
                    "{}+------------------------------------",
                    self.indent()
                );
                self.needs_close = false;
            }
            self.depth -= 1;
        }
        if outermost {
            self.depth = 0;
        }
    }

    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    fn emit(&mut self, text: &str) {
        let margin = (self.depth > 0).then_some('|');
        self.lines(text, margin);
    }

    fn lines(&mut self, text: &str, margin: Option<char>) {
        let indent = self.indent();
        for line in text.split_inclusive('\n') {
            if let Some(margin) = margin {
                let _ = write!(self.out, "{indent}{margin} ");
            }
            self.out.push_str(line);
        }
    }
}

fn is_syntax_error<M: Memory>(mem: &M, exception: Value) -> bool {
    types::is_subclass(mem, types::type_of(mem, exception), types::SYNTAX_ERROR)
}

fn write_notes<M: Memory>(mem: &M, exception: Value, out: &mut String) {
    let Value::Obj(id) = exception else { return };
    let notes = match &mem.get(id).body {
        Body::Instance(instance) => instance.attrs.get(super::symbols::NOTES),
        _ => None,
    };
    for note in notes
        .map(|notes| super::glance::tuple_items(mem, notes))
        .unwrap_or_default()
    {
        if let Some(Body::Str(text)) = note
            .obj()
            .map(|id| mem.get(id))
            .as_deref()
            .map(|object| &object.body)
        {
            let _ = writeln!(out, "{}", text.text);
        }
    }
}

/// Lines of the same frame at the same place are folded after the third (traceback.py:
/// _RECURSIVE_CUTOFF).
fn write_entries<M: Memory>(mem: &M, entries: &[TracebackEntry], out: &mut String) {
    const CUTOFF: usize = 3;
    let mut count = 0;
    let mut last = None;
    for entry in entries.iter().rev() {
        let linked = mem.code(entry.code);
        let line = linked.code.line(entry.instr as usize);
        let here = Some((entry.code, line));
        if here == last {
            count += 1;
        } else {
            write_repeated(count, CUTOFF, out);
            (count, last) = (1, here);
        }
        if count <= CUTOFF {
            write_entry(&linked.code, entry.instr as usize, line, out);
        }
    }
    write_repeated(count, CUTOFF, out);
}

fn write_repeated(count: usize, cutoff: usize, out: &mut String) {
    if count > cutoff {
        let more = count - cutoff;
        let plural = if more == 1 { "" } else { "s" };
        let _ = writeln!(out, "  [Previous line repeated {more} more time{plural}]");
    }
}

fn write_entry(code: &crate::bytecode::CodeObject, instr: usize, line: u32, out: &mut String) {
    let _ = writeln!(
        out,
        "  File \"{}\", line {line}, in {}",
        code.source.name, code.name
    );
    // A text that was given to `exec` has no file to read the line from.
    if code.source.name.starts_with('<') {
        return;
    }
    for shown in super::carets::excerpt(code, instr, line) {
        let _ = writeln!(out, "    {shown}");
    }
}
