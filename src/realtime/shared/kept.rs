//! Owns what reference counts would say of objects in shared memory, while the world stands still: a picture
//! of all objects is taken and looked at as the simulation looks at its heap. Owns no counting
//! (`vm::liveness`).

use super::SharedMemory;
use crate::base::ObjId;
use crate::vm::liveness::Picture;
use crate::vm::native::References;
use crate::vm::value::Value;

/// The answer to a question about references; `held` is what the frames of all threads hold.
pub(in crate::realtime) fn answer<'a>(
    mem: &'a SharedMemory,
    others: impl Iterator<Item = &'a SharedMemory>,
    what: References,
    held: &[Value],
) -> Value {
    let arena = mem.arena();
    let mut picture = Picture::new(arena.permanent_roots());
    arena.each(&mut |id, object| picture.add(id, &object.body));
    for way in others.chain([mem]) {
        way.own_objects(&mut |id, object| picture.add(id, &object.body));
    }
    match what {
        References::Alive(number) => {
            let Some(id) = arena.watched(number) else {
                return Value::None;
            };
            let kept = picture.kept(held);
            arena.forget_watched(|id: ObjId| kept.is_kept(id));
            if kept.is_kept(id) {
                Value::Obj(id)
            } else {
                Value::None
            }
        }
        References::Collect => {
            let kept = picture.kept(held);
            arena.forget_watched(|id: ObjId| kept.is_marked(id));
            Value::Int(kept.cyclic_count() as i64)
        }
        References::Count(value) => match Picture::immortal(value) {
            Some(count) => Value::Int(count),
            // The call itself holds its argument.
            None => Value::Int(picture.references(value, held) as i64 + 1),
        },
    }
}
