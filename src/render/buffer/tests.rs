use glam::{DVec2, DVec3};

use super::*;
use crate::export::sample::{block, slot};
use crate::geom::mesh::Mesh;
use crate::geom::mesher::{self, MeshOptions};
use crate::geom::samples::{Outline, Step, prism};
use crate::model::{DMat3, Frame, Shape};

/// A plate of 60 × 40 × 3 mm with a hole of radius 8 and a small one of radius 1.
fn plate() -> Mesh {
    let line = |x: f64, y: f64| Step::Line(DVec2::new(x, y));
    let outline = Outline::Chain(vec![line(60.0, 0.0), line(60.0, 40.0), line(0.0, 40.0), line(0.0, 0.0)]);
    let hole = |x: f64, y: f64, radius: f64| Outline::Circle { center: DVec2::new(x, y), radius, ccw: false };
    let body = prism(&Frame::XY, &[outline, hole(20.0, 20.0, 8.0), hole(50.0, 10.0, 1.0)], 3.0);
    mesher::mesh(&body, &MeshOptions::with_chord(0.01)).unwrap()
}

fn window(scene: Scene) -> Window {
    Window::around_scene(&scene, &Transform3::IDENTITY).unwrap()
}

fn placed(mesh: &Mesh) -> Placed {
    Placed::new(&[mesh], &window(Scene::Solids(vec![mesh])), Edges::Borders)
}

fn drawn(mesh: &Mesh, direction: Direction) -> [Surface; 2] {
    let mut pair = [Surface::default(), Surface::default()];
    Surface::draw(&mut pair, &placed(mesh).seen(direction));
    pair
}

/// A quarter of the cells each way, the highest row first.
fn art(cell: impl Fn(usize, usize) -> char) -> String {
    let line = |row: usize| (0..16).map(|column| cell(4 * row + 2, 4 * column + 2)).collect::<String>();
    (0..16).rev().map(|row| line(row) + "\n").collect()
}

fn bits(bitmap: &Bitmap) -> String {
    art(|row, column| {
        let any = (row - 2..row + 2).any(|row| bitmap.rows()[row] >> (column - 2) & 15 != 0);
        if any { '#' } else { '.' }
    })
}

#[test]
fn a_plate_fills_its_window_and_its_hole_is_seen_through() {
    let [from_above, _] = drawn(&plate(), Direction::Z);
    let silhouette = art(|row, column| if from_above.heights(row)[column] > NOTHING { '#' } else { '.' });
    assert_eq!(
        silhouette,
        "\
................
................
..############..
..############..
..############..
..############..
..###..#######..
..##...#######..
..##...#######..
..###..#######..
..############..
..############..
..############..
..############..
................
................
"
    );
}

#[test]
fn heights_and_normals_are_those_of_the_nearest_surface() {
    let [from_right, from_left] = drawn(&plate(), Direction::X);
    // The plate is 3 mm thick but stretched to a sixteenth of its length and more: 3.75 mm fill the window.
    let middle = |surface: &Surface| (surface.heights(32)[32], unpacked(surface.normals(32)[32]));
    let [(right, facing_right), (left, facing_left)] = [&from_right, &from_left].map(middle);
    assert!((right - 56.0).abs() < 1e-4 && (left + 8.0).abs() < 1e-4, "{right} {left}");
    assert_eq!((facing_right, facing_left), ([511, 0, 0], [-511, 0, 0]));
    // Over the corner, all three sides of a block.
    let [over_corner, _] = drawn(&block(DVec3::new(9.0, 5.0, 4.0)), Direction::Iso);
    let mut normals: Vec<[i32; 3]> =
        (0..SIDE).flat_map(|row| over_corner.normals(row)).filter(|n| **n != 0).map(|n| unpacked(*n)).collect();
    normals.sort_unstable();
    normals.dedup();
    assert_eq!(normals, [[0, -511, 0], [0, 0, 511], [511, 0, 0]]);
}

#[test]
fn a_hole_smaller_than_a_cell_still_has_its_edges() {
    let wires = wires(&placed(&plate()).seen(Direction::Z));
    assert_eq!(wires.outside, 0.0);
    assert_eq!(
        bits(&wires.cells),
        "\
................
..#############.
..#...........#.
..#...........#.
..#...........#.
..#..###......#.
..#.##.#......#.
..#.#..#......#.
..#.#..#......#.
..#.####......#.
..#..##....##.#.
..#........##.#.
..#...........#.
..#############.
................
................
"
    );
}

#[test]
fn cells_have_the_volume_of_the_body() {
    let mesh = plate();
    let cells = Cells::inside(&placed(&mesh).seen(Direction::Z));
    let cell = (60.0 / 48.0) * (40.0 / 48.0) * (3.75 / 48.0);
    let volume = f64::from(cells.count()) * cell;
    assert!((volume / mesh.volume() - 1.0).abs() < 0.02, "{volume} {}", mesh.volume());
    // A window in which the body is cut off.
    let window = Window::around(DVec3::ZERO, DVec3::new(10.0, 40.0, 3.0)).unwrap();
    let part = Cells::inside(&Placed::new(&[&mesh], &window, Edges::None).seen(Direction::Z));
    assert!(part.count() > 30_000 && part.words().iter().all(|word| word.count_ones() <= 48));
}

#[test]
fn only_gaps_narrower_than_the_block_are_closed_and_only_thin_parts_opened() {
    let window = Window::around(DVec3::ZERO, DVec3::new(48.0, 48.0, 48.0)).unwrap();
    let cuboid = |size: DVec3, at: DVec3| {
        let mut mesh = block(size);
        mesh.positions.iter_mut().for_each(|p| *p += at);
        Cells::inside(&Placed::new(&[&mesh], &window, Edges::None).seen(Direction::Z))
    };
    let whole = cuboid(DVec3::splat(48.0), DVec3::ZERO);
    assert_eq!((whole.count(), whole.closed(), whole.opened()), (48 * 48 * 48, whole.clone(), whole.clone()));
    for (width, small) in [(1.0, true), (6.0, true), (7.0, false), (12.0, false)] {
        for axis in 0..3 {
            let mut size = DVec3::splat(64.0);
            size[axis] = width;
            let mut at = DVec3::splat(-8.0);
            at[axis] = 20.0;
            let slab = cuboid(size, at);
            let slotted = whole.without(&slab);
            let gap = slotted.closed().without(&slotted).count();
            assert_eq!(gap > 0, small, "a slot {width} wide across axis {axis} leaves {gap}");
            assert_eq!(gap, if small { width as u32 * 48 * 48 } else { 0 });
            let mut size = DVec3::splat(48.0);
            size[axis] = width;
            let wall = cuboid(size, DVec3::ZERO);
            assert_eq!(wall.opened().count(), if small { 0 } else { wall.count() });
        }
    }
}

#[test]
fn lines_are_the_same_both_ways_and_are_cut_off_at_the_border() {
    let line = |a: (f64, f64), b: (f64, f64)| {
        let mut bitmap = Bitmap::default();
        bitmap.line(a.into(), b.into());
        bitmap
    };
    for (a, b) in [
        ((3.2, 4.9), (40.0, 17.3)),
        ((3.2, 60.9), (9.0, 2.1)),
        ((-100.0, 30.0), (200.0, 31.0)),
        ((7.5, 7.5), (7.5, 7.5)),
    ] {
        assert_eq!(line(a, b), line(b, a));
        assert!(line(a, b).count() > 0);
    }
    assert_eq!(line((0.5, 0.5), (63.5, 63.5)).count(), 64);
    assert_eq!(line((-5.0, -5.0), (-1.0, 70.0)).count(), 0);
    assert_eq!(line((f64::NAN, 0.0), (5.0, 5.0)).count() + line((0.0, f64::INFINITY), (5.0, 5.0)).count(), 0);
    assert_eq!(Bitmap::default().line(DVec2::new(-10.0, 5.5), DVec2::new(20.0, 5.5)), 10.0);
    assert_eq!(Bitmap::default().line(DVec2::new(-10.0, 5.5), DVec2::new(-3.0, 5.5)), 8.0);
    assert_eq!(line((64.0, 3.0), (64.0, 9.0)).count(), 0, "the border itself is outside");
}

#[test]
fn a_dilated_picture_has_every_neighbour_and_nothing_from_the_other_side() {
    let mut bitmap = Bitmap::default();
    for (column, row) in [(0, 0), (63, 63), (30, 20), (64, 5), (5, -1)] {
        bitmap.set(column, row);
    }
    assert_eq!((bitmap.count(), bitmap.dilated().count()), (3, 4 + 4 + 9));
    assert_eq!(bitmap.dilated().common(&bitmap), 3);
}

#[test]
fn plane_shapes_are_filled_without_their_holes() {
    let shape = Shape::Face(slot(false));
    let window = window(Scene::Flat(vec![&shape]));
    let (inside, lines) = outlines(&[&shape], &window);
    let area = f64::from(inside.count()) * (60.0 / 48.0) * (20.0 / 48.0);
    let exact = 800.0 + std::f64::consts::PI * (100.0 - 25.0);
    assert!((area / exact - 1.0).abs() < 0.02, "{area} {exact}");
    assert!(lines.cells.count() > 150 && inside.dilated().common(&lines.cells) == lines.cells.count());
}

#[test]
fn strange_meshes_give_buffers_too() {
    let mut broken = block(DVec3::ONE);
    broken.positions[3].x = f64::NAN;
    broken.positions[5].y = f64::INFINITY;
    let mut dangling = block(DVec3::ONE);
    dangling.triangles[0][0] = 99;
    dangling.edges.push(vec![7, 1000]);
    let huge = block(DVec3::splat(1e300));
    let window = Window::around(DVec3::ZERO, DVec3::ONE).unwrap();
    for mesh in
        [&broken, &dangling, &huge, &Mesh::default(), &block(DVec3::splat(1e-300)), &block(DVec3::new(1e9, 1.0, 0.0))]
    {
        let placed = Placed::new(&[mesh], &window, Edges::Borders);
        for direction in Direction::ALL {
            let seen = placed.seen(direction);
            let mut pair = [Surface::default(), Surface::default()];
            Surface::draw(&mut pair, &seen);
            assert!(
                pair.iter()
                    .flat_map(|surface| (0..SIDE).flat_map(|row| surface.heights(row)))
                    .all(|height| height.is_finite())
            );
            assert!(wires(&seen).outside.is_finite() && Cells::inside(&seen).closed().count() <= 1 << 18);
        }
    }
    for (min, max) in [(DVec3::ZERO, DVec3::ZERO), (DVec3::NAN, DVec3::ONE), (DVec3::MIN, DVec3::MAX)] {
        assert_eq!(Window::around(min, max), None);
    }
}

#[test]
fn a_moved_shape_in_a_window_is_the_shape_in_the_window_moved_back() {
    let mesh = plate();
    let turn = Transform3 {
        linear: DMat3::from_cols(DVec3::Y, DVec3::NEG_X, DVec3::Z) * 0.5,
        translation: DVec3::new(100.0, -7.0, 3.0),
    };
    let moved = Mesh { positions: mesh.positions.iter().map(|p| turn.point(*p)).collect(), ..mesh.clone() };
    let around = Window::around_scene(&Scene::Solids(vec![&mesh]), &turn).unwrap();
    assert_eq!(around, window(Scene::Solids(vec![&moved])));
    let seen = |mesh: &Mesh, window: &Window| wires(&Placed::new(&[mesh], window, Edges::Borders).seen(Direction::Z));
    assert_eq!(seen(&mesh, &around.after(&turn)), seen(&moved, &around));
}
