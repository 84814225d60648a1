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
