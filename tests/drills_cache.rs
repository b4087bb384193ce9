//! The cache of packs: never wrong, never needed.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

use hotseat::library::{Library, Sources};

struct Pack {
    folder: tempfile::TempDir,
}

impl Pack {
    fn new() -> Self {
        let pack = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(pack.drills()).expect("a pack");
        for number in 0..3 {
            pack.put(number, "First ask?");
        }
        pack
    }

    fn drills(&self) -> PathBuf {
        self.folder.path().join("drills")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn put(&self, number: usize, ask: &str) {
        let text = format!(
            "[[drill]]\nid = \"a/d-{number}\"\nkind = \"order\"\narea = \"a\"\nask = \"{ask}\"\nsource = \"original\"\n\
             why = \"So.\"\nsteps = [\"One.\", \"Two.\", \"Three.\"]\n\n\
             [[line]]\nchallenge = \"source\"\ntext = \"Line {number}?\"\n"
        );
        fs::write(self.drills().join(format!("{number}.toml")), text).expect("written");
    }

    fn open(&self, cached: bool) -> Library {
        let sources = Sources { shipped: false, folders: vec![self.drills()] };
        let cache = self.cache();
        Library::open_with_cache(&sources, cached.then_some(cache.as_path())).expect("the pack opens")
    }

    fn image(&self) -> PathBuf {
        let mut images =
            fs::read_dir(self.cache()).expect("a cache").map(|entry| entry.expect("an entry").path());
        let image = images.next().expect("an image");
        assert!(images.next().is_none(), "one image, and nothing half-written");
        image
    }

    #[track_caller]
    fn same(&self) {
        let (cached, plain) = (self.open(true), self.open(false));
        assert_eq!(contents(&cached), contents(&plain));
    }
}

fn contents(library: &Library) -> (Vec<String>, Vec<String>, Vec<(String, usize)>) {
    let drills = (0..library.cards().len())
        .map(|place| format!("{:?} {:?}", library.cards()[place].tags, library.drill(place)))
        .collect();
    let lines = library.lines().iter().map(|line| line.text.clone()).collect();
    (drills, lines, library.left_out.clone())
}

#[test]
fn a_cached_library_is_the_same_library() {
    let pack = Pack::new();
    pack.same();
    pack.same();
}

#[test]
fn a_changed_a_new_and_a_removed_file_are_noticed() {
    let pack = Pack::new();
    pack.same();
    pack.put(1, "Other ask?");
    pack.same();
    pack.put(7, "New ask?");
    pack.same();
    fs::remove_file(pack.drills().join("0.toml")).expect("removed");
    pack.same();
    assert_eq!(pack.open(true).position("a/d-0"), None);
    assert_eq!(pack.open(true).position("a/d-7"), Some(2));
}

#[test]
fn a_change_of_the_same_size_right_after_the_cache_was_written_is_noticed() {
    let pack = Pack::new();
    for ask in ["Early ask?", "Later ask?"].repeat(5) {
        pack.put(2, ask);
        let library = pack.open(true);
        let drill = library.position("a/d-2").and_then(|place| library.drill(place)).expect("the drill");
        assert_eq!(drill.ask, ask);
    }
}

#[test]
fn a_damaged_cache_is_made_anew_in_silence() {
    let pack = Pack::new();
    pack.same();
    let whole = fs::read(pack.image()).expect("an image");
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        fs::write(pack.image(), bytes).expect("written");
        pack.same();
    }
    for len in (0..whole.len()).step_by(7) {
        fs::write(pack.image(), &whole[..len]).expect("written");
        pack.same();
    }
}

#[test]
fn a_cache_that_cannot_be_written_changes_nothing() {
    let pack = Pack::new();
    fs::write(pack.cache(), "a file where the folder should be").expect("written");
    pack.same();
}

#[cfg(unix)]
#[test]
fn the_cache_is_the_learners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let pack = Pack::new();
    pack.same();
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&pack.image()), 0o600);
    assert_eq!(mode(&pack.cache()), 0o700);
}
