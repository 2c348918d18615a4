//! The parts that other systems are measured with, as programs: their volumes are known in closed form.

use std::f64::consts::PI;
use std::fs;
use std::path::Path;

use recad::geom::mesher::MeshOptions;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace};

/// A program in `corpus/peers`, its exact volume in mm³ and the size of its box in mm.
struct Peer {
    name: &'static str,
    volume: f64,
    size: [f64; 3],
}

fn peers() -> [Peer; 6] {
    let disc = |radius: f64| PI * radius * radius;
    let slot = |length: f64, width: f64| length * width + disc(width / 2.0);
    let nut = 6.0 * 10.0 * 10.0 * 3.0_f64.sqrt() / 4.0 - disc(5.0);
    // Five features of each of five kinds on the plate, then four on its sides.
    let top = 5.0 * (disc(8.0) * 10.0 - 14.0 * 12.0 * 8.0 + slot(12.0, 12.0) * 8.0 - disc(6.0) * 20.0 + nut * 15.0);
    let sides = disc(7.0) * 12.0 + 20.0 * 10.0 * 12.0 - disc(4.0) * 12.0 + slot(16.0, 10.0) * 9.0;
    let curved_slot = 8.0 * 30.0 * PI / 3.0 + disc(4.0);
    [
        Peer { name: "m01_box", volume: 40.0 * 30.0 * 20.0, size: [40.0, 30.0, 20.0] },
        Peer { name: "m02_plate4", volume: 80.0 * 60.0 * 8.0 - 4.0 * disc(4.0) * 8.0, size: [80.0, 60.0, 8.0] },
        Peer { name: "m03_grid100", volume: 120.0 * 120.0 * 6.0 - 100.0 * disc(3.0) * 6.0, size: [120.0, 120.0, 6.0] },
        Peer {
            name: "m05_flange",
            volume: disc(50.0) * 10.0 + disc(25.0) * 20.0 - disc(15.0) * 30.0 - 8.0 * disc(4.0) * 10.0,
            size: [100.0, 100.0, 30.0],
        },
        Peer {
            name: "m07_arcplate",
            volume: 5.0 * (100.0 * 50.0 - (400.0 - disc(10.0)) - slot(20.0, 10.0) - 2.0 * curved_slot),
            size: [100.0, 50.0, 5.0],
        },
        Peer { name: "m11_deepcad30", volume: 180.0 * 150.0 * 20.0 + top + sides, size: [189.0, 162.0, 35.0] },
    ]
}

#[test]
fn the_peer_parts_have_their_exact_volumes_and_watertight_meshes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/peers");
    let programs = fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(programs, peers().len(), "every program of the folder is tested");
    for peer in peers() {
        let text = fs::read_to_string(folder.join(format!("{}.recad", peer.name))).expect("a program");
        let mut outcome = Workspace::default().run(&Request::new(peer.name, &text, &StandardLibraryOnly));
        let (records, total) = outcome.measure(&MeshOptions::default());
        assert_eq!(outcome.diagnostics, [], "{}", peer.name);
        let [record] = &records[..] else { panic!("{}: {} parts", peer.name, records.len()) };
        assert!(total.is_none());
        assert!(record.exact && record.watertight && record.closed, "{}", peer.name);
        let error = (record.volume / peer.volume - 1.0).abs();
        assert!(error < 1e-9, "{}: {} instead of {}", peer.name, record.volume, peer.volume);
        for axis in 0..3 {
            let size = record.bbox.max[axis] - record.bbox.min[axis];
            assert!((size - peer.size[axis]).abs() < 1e-9, "{}: axis {axis} measures {size}", peer.name);
        }
    }
}
