//! Owns the proof that exported runs are what other tools can read: whole, without overlaps, and true to
//! the run. Owns no format.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use serde_json::Value;

const PROGRAM: &str = "tests/data/programs/lock_contention.py";

fn gilscope(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn exported(format: &str) -> String {
    gilscope(&["export", PROGRAM, "--cores", "2", "--format", format])
}

fn nanos(value: &Value) -> u64 {
    // As Perfetto does it: microseconds, cut off to whole nanoseconds.
    (value.as_f64().expect("a number") * 1000.0) as u64
}

/// Start, end and name.
type Slice = (u64, u64, String);

/// The slices of each track, by start.
fn slices(document: &Value) -> BTreeMap<(u64, u64), Vec<Slice>> {
    let mut tracks: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for event in document["traceEvents"].as_array().expect("events") {
        if event["ph"] == "X" {
            let track = (
                event["pid"].as_u64().expect("a process"),
                event["tid"].as_u64().expect("a track"),
            );
            let start = nanos(&event["ts"]);
            let name = event["name"].as_str().expect("a name").to_owned();
            tracks
                .entry(track)
                .or_default()
                .push((start, start + nanos(&event["dur"]), name));
        }
    }
    tracks.values_mut().for_each(|slices| slices.sort());
    tracks
}

#[test]
fn slices_of_a_track_never_overlap_and_a_gil_has_one_holder() {
    let document: Value = serde_json::from_str(&exported("chrome")).expect("JSON");
    let tracks = slices(&document);
    let mut holds = 0;
    for (track, slices) in &tracks {
        for pair in slices.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{track:?}: {pair:?}");
        }
        holds += slices.iter().filter(|slice| slice.2 == "holds GIL").count();
    }
    assert!(
        holds > 5 && tracks.len() > 5,
        "{holds} holds on {} tracks",
        tracks.len()
    );
}

#[test]
fn processes_have_tracks_of_their_own() {
    let program = "tests/data/programs/mp_first_process.py";
    let text = gilscope(&["export", program, "--format", "chrome"]);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let tracks = slices(&document);
    let groups: std::collections::BTreeSet<u64> = tracks.keys().map(|(pid, _)| *pid).collect();
    assert!(
        [1, 2, 3].iter().all(|pid| groups.contains(pid)),
        "{groups:?}"
    );
}

#[test]
fn every_track_has_a_name() {
    let document: Value = serde_json::from_str(&exported("chrome")).expect("JSON");
    for event in document["traceEvents"].as_array().expect("events") {
        if event["ph"] == "M" {
            assert_ne!(event["args"]["name"], "", "{event}");
        }
    }
}

#[test]
fn states_last_as_long_as_the_summary_says() {
    let document: Value = serde_json::from_str(&exported("chrome")).expect("JSON");
    let told = gilscope(&["run", PROGRAM, "--cores", "2", "--json"]);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let tracks = slices(&document);
    for (at, thread) in told["threads"]
        .as_array()
        .expect("threads")
        .iter()
        .enumerate()
    {
        let slices = &tracks[&(1, at as u64 + 1)];
        let wants = slices
            .iter()
            .filter(|slice| ["wants GIL", "handing over"].contains(&&*slice.2));
        let waited: u64 = wants.map(|(start, end, _)| end - start).sum();
        assert_eq!(
            waited,
            thread["waiting_lock_ns"].as_u64().unwrap(),
            "{thread}"
        );
    }
}

#[test]
fn every_hand_off_is_an_arrow_from_slice_to_slice() {
    let document: Value = serde_json::from_str(&exported("chrome")).expect("JSON");
    let tracks = slices(&document);
    let mut ends = 0;
    for event in document["traceEvents"].as_array().expect("events") {
        if event["name"] != "handoff" {
            continue;
        }
        let track = (
            event["pid"].as_u64().expect("a process"),
            event["tid"].as_u64().expect("a track"),
        );
        let at = nanos(&event["ts"]);
        let inside = tracks[&track]
            .iter()
            .any(|(start, end, _)| *start <= at && at < *end);
        assert!(inside, "{event} lies in no slice");
        ends += 1;
    }
    assert!(ends >= 10 && ends % 2 == 0, "{ends}");
}

#[test]
fn rows_for_spreadsheets_have_five_fields() {
    let text = exported("csv");
    let mut lines = text.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("kind,track,state,start_ns,end_ns"));
    let mut rows = 0;
    for line in lines {
        let fields: Vec<&str> = line.rsplitn(3, ',').collect();
        let times: Vec<u64> = fields[..2].iter().map(|f| f.parse().expect(line)).collect();
        assert!(times[1] <= times[0], "{line}");
        rows += 1;
    }
    assert!(rows > 20);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args([
            "export",
            PROGRAM,
            "--format",
            "text",
            "-o",
            "/no/such/folder/run.txt",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("gilscope runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("can't write '/no/such/folder/run.txt'"),
        "{told}"
    );
}

/// The names of all elements, in order; panics where the text is not well-formed.
fn elements(xml: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next();
        let name = name.unwrap_or("").to_owned();
        if tag.starts_with('/') {
            assert_eq!(
                open.pop(),
                Some(name),
                "what is opened last is closed first"
            );
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if !tag.ends_with('/') {
                open.push(name.clone());
            }
            all.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} stay open");
    all
}

/// An attribute's number, of a tag or of a document's first.
fn number(tag: &str, name: &str) -> f64 {
    let from = tag.find(&format!(" {name}=\"")).expect(name) + name.len() + 3;
    let text = tag[from..].split('"').next().expect("a value");
    text.parse().expect("a number")
}

#[test]
fn the_still_stands_alone_and_its_text_is_text_inside_the_picture() {
    let picture = exported("svg");
    let elements = elements(&picture);
    assert_eq!(elements[0], "svg");
    for foreign in ["script", "image", "foreignObject", "use"] {
        assert!(!elements.iter().any(|name| name == foreign), "{foreign}");
    }
    assert!(!picture.contains("href") && !picture.contains("url("));
    let (width, height) = (number(&picture, "width"), number(&picture, "height"));
    let texts: Vec<&str> = picture.split("<text ").skip(1).collect();
    for text in &texts {
        // The legend stands in a group of its own, relative to it.
        let (x, y) = (number(&format!(" {text}"), "x"), number(text, "y"));
        assert!(x < width && y < height, "{text}");
    }
    for word in [
        "GIL",
        "core 0",
        "core 1",
        "wants GIL",
        "lock_contention.py under",
    ] {
        assert!(picture.contains(word), "{word} is to be read in it");
    }
    let held = picture.matches("class=\"Held\"").count();
    assert!(held >= 3, "each thread held the GIL for long: {held}");
    assert!(picture.contains("prefers-color-scheme:dark"));
    assert_eq!(picture, exported("svg"), "the same run, the same picture");
}

#[cfg(feature = "tui")]
#[test]
fn a_recording_shows_the_run_from_nothing_to_its_end() {
    shows_it_from_nothing_to_its_end(&exported("cast"));
}

/// It runs once: what is played is what was measured.
#[cfg(feature = "tui")]
#[test]
fn a_recording_of_a_real_run_shows_what_was_measured() {
    let recording = gilscope(&["export", PROGRAM, "--real", "--format", "cast"]);
    let end = shows_it_from_nothing_to_its_end(&recording);
    assert!(end.contains("real threads"), "{end}");
}

/// What the screen shows at the end.
#[cfg(feature = "tui")]
fn shows_it_from_nothing_to_its_end(recording: &str) -> String {
    let mut lines = recording.lines();
    let header: Value = serde_json::from_str(lines.next().expect("a header")).expect("JSON");
    assert_eq!(
        (&header["version"], &header["width"]),
        (&2.into(), &100.into())
    );
    let mut terminal = vt100::Parser::new(30, 100, 0);
    let (mut last, mut frames, mut first) = (0.0, 0, String::new());
    for line in lines {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let at = event[0].as_f64().expect("seconds");
        assert!(at >= last, "time goes on: {line}");
        last = at;
        let data = event[2].as_str().expect("text");
        match event[1].as_str() {
            Some("o") => terminal.process(data.as_bytes()),
            Some("m") if data == "play" => first = terminal.screen().contents(),
            Some("m") => assert_eq!(data, "end"),
            other => panic!("{other:?} is no code of ours"),
        }
        frames += 1;
    }
    let end = terminal.screen().contents();
    let runs = |screen: &str| screen.matches('█').count();
    assert!(runs(&first) <= 2, "nothing is given away:\n{first}");
    assert!(runs(&end) > 20, "{end}");
    assert!(end.contains("GIL") && end.contains("core 0"), "{end}");
    assert!(
        (5.0..20.0).contains(&last) && frames > 40,
        "{frames} in {last} s"
    );
    end
}

#[cfg(feature = "tui")]
#[test]
fn a_recording_has_the_size_that_is_asked_for() {
    let small = gilscope(&["export", PROGRAM, "--format", "cast", "--size", "80x24"]);
    assert!(
        small.starts_with("{\"env\"") || small.contains("\"width\":80"),
        "{small:.100}"
    );
    assert!(small.contains("\"height\":24"));
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["export", PROGRAM, "--format", "cast", "--size", "10x4"])
        .output()
        .expect("gilscope runs");
    assert_eq!(output.status.code(), Some(2));
}

/// What was measured is written as what was simulated is, to every format that shows a run once.
#[test]
fn a_real_run_is_exported_like_a_simulated_one() {
    for (runtime, lock) in [("gil", "a real GIL"), ("free-threaded", "no GIL")] {
        let real = |format: &str| {
            let how = ["--real", "--runtime", runtime, "--until", "900s"];
            gilscope(&[&["export", PROGRAM, "--format", format], &how[..]].concat())
        };
        let document: Value = serde_json::from_str(&real("chrome")).expect("JSON");
        let other = &document["otherData"];
        assert_eq!(other["runtime"], format!("real threads · {lock}"));
        assert!(other["seed"].is_null(), "{other}");
        let tracks = slices(&document);
        for (track, slices) in &tracks {
            for pair in slices.windows(2) {
                assert!(pair[0].1 <= pair[1].0, "{track:?}: {pair:?}");
            }
        }
        let all = || tracks.values().flatten();
        let holds = all().filter(|slice| slice.2 == "holds GIL").count();
        assert_eq!(holds > 0, runtime == "gil", "{holds}");
        assert!(all().any(|slice| slice.2 == "running"), "{tracks:?}");
        assert!(real("svg").contains("of real time"));
        assert!(real("text").contains(&format!("under real threads · {lock}, measured")));
        assert!(real("csv").lines().count() > 5);
    }
}

#[test]
fn what_cannot_be_exported_of_a_real_run_is_told() {
    for (more, told) in [
        (["--runtime", "ruby"], "gil and free-threaded"),
        (["--cores", "2"], "--cores"),
        (["--seed", "1"], "--seed"),
    ] {
        let mut arguments = vec!["export", PROGRAM, "--real", "--format", "text"];
        arguments.extend(more);
        let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("gilscope runs");
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(told), "{more:?}: {text}");
    }
}

/// Like [`gilscope`], however the run ends.
fn text_of(file: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["export", file, "--format", "text"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_text_has_the_locks_that_were_never_given_back_and_says_what_letters_mean() {
    let text = text_of("tests/data/schedules/two_locks.py");
    assert!(text.ends_with('\n'), "{text}");
    let legend = text.lines().last().expect("a last line");
    assert!(
        legend.contains("# running") && legend.contains("b blocked"),
        "{text}"
    );
    let program = "import threading\n\na = threading.Lock()\nb = threading.Lock()\n\ndef f(x, y):\n    with x:\n        \
                   import time\n        time.sleep(0.01)\n        with y:\n            pass\n\n\
                   for pair in ((a, b), (b, a)):\n    threading.Thread(target=f, args=pair).start()\n";
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("crosswise.py");
    std::fs::write(&path, program).expect("the folder for temporary files can be written");
    let text = text_of(path.to_str().expect("UTF-8"));
    for lock in ["\na  ", "\nb  "] {
        assert!(text.contains(lock), "{text}");
    }
}
