//! The same program gives the same bytes on every machine, with every number of threads and at every
//! optimisation level: the digests of meshes and STEP files are committed.
//!
//! `RECAD_UPDATE=1` writes them anew after a change of geometry. To compare another optimisation level, run this test with
//! `CARGO_PROFILE_DEV_OPT_LEVEL=0` or `3`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const DIGESTS: &str = "tests/fixtures/digests.json";

/// FNV-1a, 64 bits.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Digests of what the programs of the corpus are built to, by file name.
fn digests(threads: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let mut found = BTreeMap::new();
    for set in ["corpus/gallery", "corpus/peers"] {
        let mut programs: Vec<_> =
            std::fs::read_dir(root.join(set)).unwrap().map(|entry| entry.unwrap().path()).collect();
        programs.retain(|path| path.extension().is_some_and(|ending| ending == "recad"));
        programs.sort();
        for program in programs {
            for ending in ["stl", "step", "json"] {
                let out = folder.path().join(program.file_name().unwrap()).with_extension(ending);
                let built = Command::new(env!("CARGO_BIN_EXE_recad"))
                    .args(["build", "--quiet", "-o"])
                    .args([&out, &program])
                    .env("RAYON_NUM_THREADS", threads)
                    .output()
                    .unwrap();
                // Plane parts have no mesh and no STEP.
                if built.status.success() {
                    let name = out.file_name().unwrap().to_string_lossy().into_owned();
                    found.insert(name, digest(&std::fs::read(&out).unwrap()));
                }
            }
        }
    }
    found
}

#[test]
fn files_have_the_same_bytes_as_everywhere() {
    let found = digests("1");
    assert!(found.len() > 20, "{} files", found.len());
    assert_eq!(found, digests("2"), "one and two threads differ");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DIGESTS);
    if std::env::var_os("RECAD_UPDATE").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let committed: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(found, committed, "after a change of geometry, refresh {DIGESTS} with RECAD_UPDATE=1");
}
