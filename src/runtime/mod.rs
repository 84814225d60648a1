//! Owns who may run bytecode: the lock models as pure state machines, and the registry of runtimes.
//! Owns neither cores nor time nor values: a model is told what happened and answers what follows, so
//! "who holds the lock" and "who has a core" stay two questions.
