//! Owns asking a run what it has come to: the value of an expression in the program's module, once the
//! run has ended or while it is paused. What is asked changes nothing of a run that goes on: ask a clone.

use super::Sim;
use crate::base::{InterpreterId, Source, ThreadId};
use crate::frontend::{self, Mode, Options};
use crate::vm::interp::{Budget, Interp, Stop};
use crate::vm::memory::Memory;
use crate::vm::native::{Ask, References};
use crate::vm::object::{Body, Payload};
use crate::vm::types;
use crate::vm::value::Value;

/// What a Python expression came to, as far as questions about runs go into it.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
    /// Anything else, as an inspector shows it.
    Other(String),
}

/// An expression that has not come to an end by then does not: picoseconds of virtual work, 2 s.
const PATIENCE_PS: u64 = 2_000_000_000_000;
const MAIN: ThreadId = ThreadId(0);

impl Sim {
    /// The value of an expression, with the names that the program's module has.
    ///
    /// # Errors
    /// In words: what Python says of the text or of its evaluation, or that it would have to wait.
    pub fn evaluate(&mut self, text: &str) -> Result<Found, String> {
        let source = Source::new("<question>", text.trim());
        let options = Options {
            mode: Mode::Eval,
            dialect: self.config.runtime.dialect,
            ..Options::default()
        };
        let code = frontend::compile(&source, options).map_err(|wrong| {
            let first = wrong.first().map(|wrong| wrong.message.clone());
            first.unwrap_or_else(|| "it does not compile".to_owned())
        })?;
        let mut held = Vec::new();
        for thread in &self.threads {
            thread.held(InterpreterId(0), &mut |value| held.push(value));
        }
        let home = &mut self.interpreters[0];
        let Some(Value::Obj(module)) = home.main_module() else {
            return Err("the program has no module any more".to_owned());
        };
        let mut interp = Interp::new(MAIN);
        interp.start_program(&mut home.mem, code, module);
        let budget = Budget {
            deadline: PATIENCE_PS,
            ..Budget::UNLIMITED
        };
        let stop = loop {
            match interp.run(&mut home.mem, &budget) {
                Stop::Worked => {}
                // What is only counted needs nobody's help.
                Stop::Ask(Ask::References(what @ References::Count(_))) => {
                    let mut all = held.clone();
                    interp.held(&mut |value| all.push(value));
                    let count = home.mem.answer(what, &all);
                    interp.answer(count);
                }
                stop => break stop,
            }
        };
        match stop {
            Stop::Done(value) => Ok(self.found(value)),
            Stop::Raised(exception) => Err(self.in_words(exception)),
            Stop::Ask(_) => Err("it would have to wait, or needs the world outside".to_owned()),
            Stop::EvalBreaker | Stop::SharedAccess | Stop::Stepped | Stop::Worked => {
                Err("it does not come to an end".to_owned())
            }
        }
    }

    fn found(&self, value: Value) -> Found {
        let mem = &self.interpreters[0].mem;
        match value {
            Value::Int(i) => Found::Int(i),
            Value::Float(x) => Found::Float(x),
            Value::Bool(b) => Found::Bool(b),
            Value::Obj(id) => match &mem.get(id).body {
                Body::Str(s) => Found::Text(s.text.to_string()),
                _ => Found::Other(self.brief(mem, value)),
            },
            _ => Found::Other(self.brief(mem, value)),
        }
    }

    /// `NameError: name 'x' is not defined`.
    fn in_words(&self, exception: Value) -> String {
        let mem = &self.interpreters[0].mem;
        let class = types::type_name(mem, types::type_of(mem, exception));
        let arguments = match exception.obj().map(|id| &mem.get(id).body) {
            Some(Body::Instance(instance)) => match &instance.payload {
                Payload::Exception(data) => data.args.as_slice(),
                Payload::None | Payload::Wrapped(_) => &[],
            },
            _ => &[],
        };
        match arguments.first() {
            Some(first) => format!("{class}: {}", self.plain_text(mem, *first)),
            None => class.to_string(),
        }
    }
}
