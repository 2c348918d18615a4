//! Booleans against analytic volumes and identities.

use std::f64::consts::PI;

use super::*;
use crate::geom::brep::Surface;
use crate::geom::samples::{block, cone, cylinder, frame, frustum, plate, sphere, torus};
use crate::model::Frame;
use BooleanOp::{Cut, Intersect, Union};

fn run(op: BooleanOp, operands: &[&Arc<Body>]) -> Body {
    let operands: Vec<Arc<Body>> = operands.iter().map(|&body| body.clone()).collect();
    let body = combine(op, &operands, &Provenance::default()).unwrap();
    if let Err(fault) = body.check() {
        panic!("{fault}; {:?}", body.inexact);
    }
    let mesh = mesher::mesh(&body, &MeshOptions::default()).unwrap();
    assert_eq!(mesh.leak(), None);
    body
}

fn volume(body: &Body) -> f64 {
    measure::measure(body).volume
}

#[track_caller]
fn exact(body: &Body, expected: f64, faces: usize) {
    assert!(body.inexact.is_empty(), "{:?}", body.inexact);
    let found = volume(body);
    assert!((found - expected).abs() < 1e-8 * expected, "{found} is not {expected}");
    assert_eq!(body.faces.len(), faces, "{:?}", body.faces.iter().map(|f| f.surface.name()).collect::<Vec<_>>());
}

#[track_caller]
fn nearly(body: &Body, expected: f64, faces: usize, tolerance: f64) {
    let reason = body.inexact.first().map(|inexact| inexact.reason.clone()).unwrap_or_default();
    assert!(reason.contains("points only"), "{reason}");
    let found = volume(body);
    assert!((found - expected).abs() < tolerance * expected, "{found} is not {expected}");
    assert_eq!(body.faces.len(), faces, "{:?}", body.faces.iter().map(|f| f.surface.name()).collect::<Vec<_>>());
}

fn count(body: &Body, kind: fn(&Curve3) -> bool) -> usize {
    body.edges.iter().filter(|edge| kind(&edge.curve)).count()
}

fn tilted() -> Frame {
    frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9])
}

/// The frame moved in its own coordinates.
fn at(f: &Frame, x: f64, y: f64, z: f64) -> Frame {
    Frame { origin: f.point(glam::DVec2::new(x, y), z), ..*f }
}

/// The frame with its normal along its old x axis.
fn lying(f: &Frame) -> Frame {
    Frame { x: f.y, y: f.z, z: f.x, ..*f }
}

#[test]
fn a_round_hole_through_a_block_is_exact() {
    for f in [Frame::XY, tilted()] {
        let body = run(Cut, &[&block(&f, [10.0, 8.0, 4.0]), &cylinder(&at(&f, 4.0, 3.0, -1.0), 2.0, 9.0)]);
        exact(&body, 320.0 - PI * 16.0, 7);
        assert_eq!((body.edges.len(), body.vertices.len()), (14, 10));
        assert_eq!(count(&body, |c| matches!(c, Curve3::Circle { .. })), 2);
    }
}

#[test]
fn a_slanted_hole_has_elliptic_rims() {
    let f = tilted();
    let axis = f.direction(DVec3::new(0.4, 0.2, 1.0));
    let drill = frame((f.point(glam::DVec2::new(10.0, 10.0), -20.0) - axis * 2.0).to_array(), axis.to_array());
    let plate = block(&at(&f, -20.0, -20.0, 0.0), [60.0, 60.0, 4.0]);
    let body = run(Cut, &[&plate, &cylinder(&drill, 2.0, 60.0)]);
    // The slanted hole's section along the plate is the circle's area over the cosine.
    exact(&body, 60.0 * 60.0 * 4.0 - PI * 4.0 * 4.0 * (1.0f64 + 0.16 + 0.04).sqrt(), 7);
    assert_eq!(count(&body, |c| matches!(c, Curve3::Ellipse { .. })), 2);
}

#[test]
fn the_steinmetz_solid_has_its_volume() {
    for f in [Frame::XY, tilted()] {
        let (a, b) =
            (cylinder(&at(&f, 0.0, 0.0, -6.0), 3.0, 12.0), cylinder(&at(&lying(&f), 0.0, 0.0, -7.0), 3.0, 14.0));
        let body = run(Intersect, &[&a, &b]);
        exact(&body, 16.0 * 27.0 / 3.0, 4);
        assert_eq!(count(&body, |c| matches!(c, Curve3::Ellipse { .. })), 4);
    }
}

/// Volume common to two cylinders whose axes cross at right angles, the thinner one going through:
/// 8 ∫₀^r √(r²−t²) √(R²−t²) dt, by the midpoint rule in the angle.
fn crossing(r: f64, big: f64) -> f64 {
    let n = 20_000;
    let step = PI / 2.0 / f64::from(n);
    let term = |i: i32| {
        let (s, c) = ((f64::from(i) + 0.5) * step).sin_cos();
        r * r * c * c * (big * big - r * r * s * s).sqrt()
    };
    8.0 * step * (0..n).map(term).sum::<f64>()
}

#[test]
fn crossing_cylinders_of_different_radii_have_point_edges_on_both_walls() {
    let f = tilted();
    let (r, big) = (2.0, 5.0);
    let pipe = cylinder(&at(&f, 0.0, 0.0, -10.0), big, 20.0);
    let branch = cylinder(&at(&lying(&f), 0.0, 0.0, -9.0), r, 18.0);
    let common = crossing(r, big);
    let (whole, thin) = (PI * big * big * 20.0, PI * r * r * 18.0);
    nearly(&run(Intersect, &[&pipe, &branch]), common, 3, 1e-6);
    nearly(&run(Union, &[&pipe, &branch]), whole + thin - common, 7, 1e-6);
    let cut = run(Cut, &[&pipe, &branch]);
    nearly(&cut, whole - common, 4, 1e-6);
    for edge in &cut.edges {
        if let Curve3::Points(points) = &edge.curve {
            for p in points {
                for (axis, radius) in [(&f, big), (&lying(&f), r)] {
                    assert!(Surface::Cylinder { frame: *axis, radius }.distance(*p).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn flush_blocks_become_one_with_merged_faces() {
    let f = tilted();
    let body = run(Union, &[&block(&f, [4.0, 3.0, 2.0]), &block(&at(&f, 4.0, 0.0, 0.0), [5.0, 3.0, 2.0])]);
    exact(&body, 54.0, 6);
    assert_eq!((body.edges.len(), body.vertices.len()), (12, 8));
    let step = run(Union, &[&block(&f, [4.0, 3.0, 2.0]), &block(&at(&f, 1.0, 1.0, 2.0), [1.0, 1.0, 1.0])]);
    exact(&step, 25.0, 11);
    let flush = run(Cut, &[&block(&f, [4.0, 3.0, 2.0]), &block(&at(&f, 0.0, 1.0, 0.0), [4.0, 1.0, 1.0])]);
    exact(&flush, 20.0, 10);
}

#[test]
fn a_peg_grown_from_an_equal_peg_has_one_wall() {
    // The second peg starts its circles at another angle.
    let f = tilted();
    let turned = Frame::new(f.point(glam::DVec2::ZERO, 5.0), f.x + f.y * 0.37, f.z).unwrap();
    exact(&run(Union, &[&cylinder(&f, 2.0, 5.0), &cylinder(&turned, 2.0, 3.0)]), PI * 4.0 * 8.0, 3);
    // And one that fills a hole exactly.
    let holed = plate(&f, DVec3::new(10.0, 10.0, 5.0), &[(5.0, 5.0, 2.0)]);
    let plug = Frame::new(f.point(glam::DVec2::new(5.0, 5.0), 0.0), f.x + f.y * 0.37, f.z).unwrap();
    exact(&run(Union, &[&holed, &cylinder(&plug, 2.0, 5.0)]), 500.0, 6);
}

#[test]
fn balls_cut_by_planes_cylinders_and_balls_are_exact() {
    let f = tilted();
    let ball = sphere(&f, 5.0);
    let half = block(&at(&f, -6.0, -6.0, 1.0), [12.0, 12.0, 12.0]);
    let cap = |h: f64, r: f64| PI * h * h * (3.0 * r - h) / 3.0;
    exact(&run(Intersect, &[&ball, &half]), cap(4.0, 5.0), 2);
    exact(&run(Cut, &[&ball, &half]), 500.0 * PI / 3.0 - cap(4.0, 5.0), 2);
    exact(&run(Cut, &[&ball, &cylinder(&at(&f, 0.0, 0.0, -9.0), 3.0, 18.0)]), PI * 512.0 / 6.0, 2);
    // Two equal balls, 6 apart: each loses a cap of height 2.
    let other = sphere(&at(&f, 6.0, 0.0, 0.0), 5.0);
    exact(&run(Union, &[&ball, &other]), 1000.0 * PI / 3.0 - 2.0 * cap(2.0, 5.0), 2);
    // A ball's octant: three planes through its centre.
    let octant = run(Intersect, &[&ball, &block(&f, [9.0, 9.0, 9.0])]);
    exact(&octant, 500.0 * PI / 24.0, 4);
    assert_eq!((octant.edges.len(), octant.vertices.len()), (6, 4));
    let dented = run(Cut, &[&block(&at(&f, 0.0, -6.0, -6.0), [12.0, 12.0, 12.0]), &ball]);
    exact(&dented, 1728.0 - 250.0 * PI / 3.0, 7);
}

#[test]
fn cones_and_rings_cut_by_planes_are_exact() {
    let f = tilted();
    let tip = block(&at(&f, -9.0, -9.0, 2.0), [18.0, 18.0, 18.0]);
    exact(&run(Cut, &[&cone(&f, 3.0, 6.0), &tip]), PI * 2.0 / 3.0 * (9.0 + 6.0 + 4.0), 3);
    exact(&run(Intersect, &[&cone(&f, 3.0, 6.0), &tip]), PI * 4.0 * 4.0 / 3.0, 2);
    let side = block(&at(&f, 0.0, -9.0, -9.0), [18.0, 18.0, 18.0]);
    exact(&run(Cut, &[&cone(&f, 3.0, 6.0), &side]), PI * 9.0, 3);
    let ring = torus(&f, 6.0, 2.0);
    let whole = 2.0 * PI * PI * 24.0;
    exact(&run(Cut, &[&ring, &side]), whole / 2.0, 3);
    let quarter = block(&f, [18.0, 18.0, 1.0]);
    let slab = run(Cut, &[&ring, &block(&at(&f, -9.0, -9.0, 0.0), [18.0, 18.0, 9.0])]);
    exact(&slab, whole / 2.0, 2);
    assert!(volume(&run(Cut, &[&ring, &quarter])) < whole);
}

#[test]
fn a_slanted_cut_of_a_cone_is_an_ellipse() {
    let f = tilted();
    let n = f.direction(DVec3::new(0.3, 0.1, 1.0));
    let upper = frame(f.point(glam::DVec2::ZERO, 3.0).to_array(), n.to_array());
    let knife = block(&at(&upper, -20.0, -20.0, 0.0), [40.0, 40.0, 40.0]);
    let whole = frustum(&f, 4.0, 2.0, 8.0);
    let (below, above) = (run(Cut, &[&whole, &knife]), run(Intersect, &[&whole, &knife]));
    assert_eq!(count(&below, |c| matches!(c, Curve3::Ellipse { .. })), 1);
    exact(&below, PI * 8.0 / 3.0 * 28.0 - volume(&above), 3);
}

#[test]
fn a_torus_drilled_from_the_side_keeps_its_other_way_round() {
    let f = tilted();
    let ring = torus(&f, 6.0, 2.0);
    let drill = cylinder(&at(&f, 6.0, 0.0, -5.0), 0.8, 10.0);
    let (cut, core) = (run(Cut, &[&ring, &drill]), run(Intersect, &[&ring, &drill]));
    nearly(&cut, 2.0 * PI * PI * 24.0 - volume(&core), 2, 1e-6);
}

#[test]
fn a_perforated_pipe_is_one_wall_with_many_windows() {
    let f = tilted();
    let pipe = cylinder(&f, 5.0, 20.0);
    let mut operands = vec![pipe, cylinder(&at(&f, 0.0, 0.0, -1.0), 4.0, 22.0)];
    for row in 0..4 {
        for side in 0..3 {
            let (sin, cos) =
                crate::model::trig::sin_cos(f64::from(side) * 60.0 + if row % 2 == 0 { 0.0 } else { 30.0 });
            let out = f.x * cos + f.y * sin;
            let origin = f.point(glam::DVec2::ZERO, 4.0 + 4.0 * f64::from(row)) - out * 8.0;
            operands.push(cylinder(&frame(origin.to_array(), out.to_array()), 1.2, 16.0));
        }
    }
    let refs: Vec<&Arc<Body>> = operands.iter().collect();
    let body = run(Cut, &refs);
    assert_eq!(body.faces.len(), 4 + 24);
    assert_eq!(body.counts().genus, 25);
}

#[test]
fn a_union_across_a_block_and_a_lying_cylinder_is_exact() {
    let f = tilted();
    // Half sunk into the top of the block, as long as the block.
    let body = run(Union, &[&block(&f, [10.0, 8.0, 4.0]), &cylinder(&at(&lying(&f), 0.0, 4.0, 0.0), 2.0, 10.0)]);
    let lying_in_top = cylinder(&Frame { origin: f.point(glam::DVec2::new(0.0, 4.0), 4.0), ..lying(&f) }, 2.0, 10.0);
    exact(&run(Union, &[&block(&f, [10.0, 8.0, 4.0]), &lying_in_top]), 320.0 + PI * 2.0 * 10.0, 8);
    assert!(volume(&body) >= 320.0);
}

#[test]
fn tangent_and_touching_operands_give_closed_bodies() {
    let f = Frame::XY;
    let base = block(&f, [10.0, 10.0, 4.0]);
    let peg = |x: f64, y: f64| cylinder(&at(&f, x, y, 1.0), 2.0, 9.0);
    // Inside, tangent to a side; outside, tangent to a side; touching the corner edge.
    for (x, y) in [(2.0, 5.0), (-2.0, 5.0), (5.0, 12.0), (0.0, 0.0)] {
        for op in [Union, Cut] {
            let body = combine(op, &[base.clone(), peg(x, y)], &Provenance::default()).unwrap();
            let found = volume(&body);
            assert!(found > 200.0 && found < 600.0, "{op:?} at {x} {y}: {found}");
            assert_eq!(mesher::mesh(&body, &MeshOptions::default()).unwrap().leak(), None);
        }
    }
    let ball = sphere(&at(&f, 5.0, 5.0, 6.0), 2.0);
    let body = combine(Union, &[base.clone(), ball], &Provenance::default()).unwrap();
    assert!((volume(&body) - (400.0 + 32.0 * PI / 3.0)).abs() < 1.0);
}

#[test]
fn nothing_left_is_an_error() {
    let f = Frame::XY;
    let small = block(&at(&f, 1.0, 1.0, 1.0), [1.0, 1.0, 1.0]);
    let big = block(&f, [5.0, 5.0, 5.0]);
    let far = block(&at(&f, 50.0, 0.0, 0.0), [5.0, 5.0, 5.0]);
    let beside = block(&at(&f, 5.0, 0.0, 0.0), [5.0, 5.0, 5.0]);
    for (op, a, b) in [(Cut, &small, &big), (Cut, &big, &big), (Intersect, &big, &far), (Intersect, &big, &beside)] {
        let error = combine(op, &[a.clone(), b.clone()], &Provenance::default()).unwrap_err();
        assert_eq!(error.name.as_str(), "geom/empty-result");
    }
    assert!(combine(Union, &[], &Provenance::default()).is_err());
}

#[test]
fn operands_apart_from_each_other_are_kept_as_they_are() {
    let f = tilted();
    let (a, b) = (sphere(&f, 2.0), torus(&at(&f, 30.0, 0.0, 0.0), 4.0, 1.0));
    let both = run(Union, &[&a, &b]);
    assert_eq!((both.faces.len(), both.shells.len()), (2, 2));
    assert_eq!(run(Cut, &[&a, &b]).faces.len(), 1);
    // A cavity is a second shell.
    let hollow = run(Cut, &[&sphere(&f, 5.0), &sphere(&f, 2.0)]);
    exact(&hollow, 4.0 / 3.0 * PI * 117.0, 2);
    assert_eq!(hollow.shells.len(), 2);
}

#[test]
fn many_holes_at_once_are_one_batch() {
    let f = tilted();
    let mut operands = vec![block(&f, [50.0, 40.0, 3.0])];
    for i in 0..20 {
        let (x, y) = (5.0 + 10.0 * f64::from(i % 5), 5.0 + 10.0 * f64::from(i / 5));
        operands.push(cylinder(&at(&f, x, y, 0.0), 3.0, 3.0));
    }
    let refs: Vec<&Arc<Body>> = operands.iter().collect();
    exact(&run(Cut, &refs), 6000.0 - 20.0 * PI * 27.0, 26);
}

#[test]
fn results_do_not_depend_on_threads() {
    let f = tilted();
    let (a, b) = (sphere(&f, 5.0), cylinder(&at(&lying(&f), 1.0, 0.5, -9.0), 2.0, 18.0));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let body = pool.install(|| combine(Cut, &[a.clone(), b.clone()], &Provenance::default()).unwrap());
        format!("{body:?}")
    };
    assert_eq!(run(1), run(3));
}

/// A drill along z of the frame through a place of its plane.
fn drill(f: &Frame, x: f64, y: f64, radius: f64) -> Arc<Body> {
    cylinder(&at(f, x, y, -50.0), radius, 100.0)
}

#[test]
fn holes_that_no_tool_reaches_are_set_aside_and_come_back() {
    let f = tilted();
    let holes: Vec<(f64, f64, f64)> =
        (0..30).map(|i| (5.0 + 10.0 * f64::from(i % 6), 5.0 + 10.0 * f64::from(i / 6), 3.0)).collect();
    let plate = plate(&f, DVec3::new(60.0, 50.0, 8.0), &holes);
    // From the side, through the bars between the third and the fourth column of holes.
    let side =
        cylinder(&Frame { x: f.z, y: f.x, z: f.y, origin: f.point(glam::DVec2::new(30.0, -1.0), 4.0) }, 1.0, 52.0);
    let aside = Aside::new(Cut, &[&plate, &side]).expect("the far holes");
    assert!(aside.bodies[0].faces.len() < plate.faces.len());
    aside.bodies[0].check().unwrap();
    let body = run(Cut, &[&plate, &side]);
    exact(&body, 60.0 * 50.0 * 8.0 - 30.0 * PI * 72.0 - PI * 50.0, 37);
    assert_eq!(body.counts().genus, 31);
    let joined = run(Union, &[&plate, &side]);
    exact(&joined, 60.0 * 50.0 * 8.0 - 30.0 * PI * 72.0 + PI * 2.0, 40);
    assert_eq!(joined.counts().genus, 30);
}

#[test]
fn bosses_pockets_and_what_stands_in_them_come_back() {
    let f = tilted();
    let base = block(&f, [80.0, 20.0, 10.0]);
    let boss = cylinder(&at(&f, 8.0, 10.0, 9.0), 4.0, 6.0);
    let pocket = block(&at(&f, 18.0, 4.0, 6.0), [16.0, 12.0, 9.0]);
    let island = cone(&at(&f, 26.0, 10.0, 5.5), 3.0, 6.0);
    let mut body = base;
    for (op, operand) in [(Union, &boss), (Cut, &pocket), (Union, &island)] {
        body = Arc::new(run(op, &[&body, operand]));
    }
    let before = volume(&body);
    let hole = drill(&f, 60.0, 10.0, 2.0);
    let aside = Aside::new(Cut, &[&body, &hole]).expect("boss and pocket");
    assert_eq!(aside.bodies[0].faces.len(), 6);
    let drilled = run(Cut, &[&body, &hole]);
    exact(&drilled, before - PI * 40.0, body.faces.len() + 1);
    // A tool loses what it has outside the first operand, and the result does not know.
    let tool = Arc::new(run(Union, &[&hole, &block(&at(&f, 50.0, 0.0, 30.0), [20.0, 20.0, 5.0])]));
    assert!(Aside::new(Cut, &[&body, &tool]).is_some());
    exact(&run(Cut, &[&body, &tool]), before - PI * 40.0, body.faces.len() + 1);
    // Inside the pocket's box nothing may be set aside with it.
    let near = drill(&f, 20.0, 6.0, 1.0);
    let aside = Aside::new(Cut, &[&body, &near]).expect("the boss");
    assert!(aside.bodies[0].faces.len() > 6);
    exact(&run(Cut, &[&body, &near]), before - PI * 6.0, body.faces.len() + 1);
    // A common part has only what lies in both.
    exact(&run(Intersect, &[&body, &block(&at(&f, 50.0, -1.0, -1.0), [5.0, 30.0, 30.0])]), 1000.0, 6);
}

#[test]
fn pieces_out_of_reach_stand_beside_the_result() {
    let f = tilted();
    let pieces = run(Union, &[&block(&f, [4.0, 4.0, 4.0]), &sphere(&at(&f, 20.0, 20.0, 0.0), 3.0)]);
    let pieces = Arc::new(pieces);
    let body = run(Cut, &[&pieces, &drill(&f, 2.0, 2.0, 1.0)]);
    exact(&body, 64.0 - PI * 4.0 + 36.0 * PI, 8);
    assert_eq!(body.shells.len(), 2);
}

#[test]
fn slanted_drills_through_one_point_leave_corners_of_four_surfaces() {
    let base = block(&Frame { origin: DVec3::splat(-15.0), ..Frame::XY }, [30.0, 30.0, 30.0]);
    let ways = [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [0.0, -1.0, 1.0], [-1.0, 0.0, 1.0]];
    let drills = ways.map(|way| {
        let f = frame([0.0, 0.0, 0.0], way);
        cylinder(&at(&f, 0.0, 0.0, -30.0), 2.0, 60.0)
    });
    let mut volumes = Vec::new();
    for order in [[0, 1, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0]] {
        let body = run(Cut, &[&base, &drills[order[0]], &drills[order[1]], &drills[order[2]], &drills[order[3]]]);
        assert!(body.inexact.is_empty(), "{:?}", body.inexact);
        volumes.push(volume(&body));
    }
    assert!(volumes.iter().all(|v| (v - volumes[0]).abs() < 1e-9 * v), "{volumes:?}");
}

/// A wedge of 4.5 mm² above (or below) its edge, which lies in the plane z = 10 of `f` at an angle through a point.
fn wedge(f: &Frame, above: bool, through: (f64, f64), angle: f64, length: f64) -> Arc<Body> {
    use crate::geom::samples::{polygon, prism};
    let (sin, cos) = crate::model::trig::sin_cos(angle);
    let along = f.x * cos + f.y * sin;
    let middle = f.point(glam::DVec2::new(through.0, through.1), 10.0);
    let place = Frame { origin: middle - along * (0.5 * length), x: f.z.cross(along), y: f.z, z: along };
    let outline = if above { [(0.0, 0.0), (2.0, 3.0), (-1.0, 3.0)] } else { [(0.0, 0.0), (-1.0, -3.0), (2.0, -3.0)] };
    Arc::new(prism(&place, &[polygon(&outline)], length))
}

#[test]
fn solids_that_share_a_line_only_are_exact_and_closed() {
    use crate::geom::samples::random::{Random, any_frame};
    let mut random = Random::new(5);
    for pose in 0..12 {
        let f = any_frame(&mut random, 40.0);
        let base = block(&f, [10.0, 10.0, 10.0]);
        // Within the face, beyond it on both sides, along its diagonal, along its side.
        for (through, angle, length) in [
            ((5.0, 5.0), 20.0, 6.0),
            ((8.0, 5.0), 61.0, 30.0),
            ((5.0, 5.0), 163.0, 30.0),
            ((5.0, 5.0), 45.0, 30.0),
            ((10.0, 5.0), 90.0, 4.0),
            ((10.0, 5.0), 90.0, 20.0),
        ] {
            let told = format!("pose {pose}, {through:?} {angle}° {length}");
            let (rib, groove) = (wedge(&f, true, through, angle, length), wedge(&f, false, through, angle, length));
            let both = run(Union, &[&base, &rib]);
            assert!(both.inexact.is_empty(), "{told}: {:?}", both.inexact);
            let off = volume(&both) - 1000.0 - 4.5 * length;
            assert!(off.abs() < 1e-6, "{told}: {off}");
            let (left, common) = (run(Cut, &[&base, &groove]), run(Intersect, &[&base, &groove]));
            for body in [&left, &common] {
                assert!(body.inexact.is_empty(), "{told}: {:?}", body.inexact);
            }
            let off = volume(&left) + volume(&common) - 1000.0;
            assert!(off.abs() < 1e-6, "{told}: {off}");
        }
    }
}

/// A lemon (an arc turned about its chord) and an apple (the larger arc).
fn spindles() -> Vec<Arc<Body>> {
    use crate::geom::revolve::revolve;
    use crate::geom::samples::random::{arc, line};
    use glam::DVec2;
    let (low, high) = (DVec2::new(0.0, -4.0), DVec2::new(0.0, 4.0));
    let profiles = [
        vec![arc(low, DVec2::new(1.0, 0.0), high), line(high, low)],
        vec![arc(low, DVec2::new(8.0, 0.0), high), line(high, low)],
    ];
    let turned = profiles.map(|curves| {
        let outline = crate::geom::planar::make_loop(&curves).unwrap();
        let face = crate::geom::planar::make_face(&outline, &[]).unwrap();
        let sketch = crate::geom::planar::make_sketch(&tilted(), &[face]).unwrap();
        Arc::new(revolve(&sketch, DVec2::ZERO, DVec2::Y, 0.0, 360.0).unwrap())
    });
    turned.into()
}

#[test]
fn tori_that_reach_their_axis_are_cut_beside_their_tips() {
    let f = tilted();
    for whole in spindles() {
        let total = volume(&whole);
        let mesh = mesher::mesh(&whole, &MeshOptions::with_chord(0.01)).unwrap();
        assert!((mesh.volume() - total).abs() <= 0.01 * mesh.area(), "{} is not {total}", mesh.volume());
        // Beside the axis, across it, and a drill through the side.
        let tools = [
            block(&at(&f, 0.3, -20.0, -20.0), [40.0, 40.0, 40.0]),
            block(&at(&f, -20.0, 1.0, -20.0), [40.0, 40.0, 40.0]),
            cylinder(&at(&f, 0.1, 0.2, -20.0), 0.3, 40.0),
        ];
        for tool in tools {
            let (left, common) = (run(Cut, &[&whole, &tool]), run(Intersect, &[&whole, &tool]));
            for body in [&left, &common] {
                let triangles = body.inexact.iter().find(|known| known.approximation == Approximation::Triangles);
                assert!(triangles.is_none(), "{triangles:?}");
                let mesh = mesher::mesh(body, &MeshOptions::with_chord(0.01)).unwrap();
                let off = (mesh.volume() - volume(body)).abs();
                assert!(off <= 0.01 * mesh.area(), "{off} of {}", volume(body));
            }
            let sum = volume(&left) + volume(&common);
            assert!((sum - total).abs() < 1e-9 * total, "{sum} is not {total}");
        }
    }
}
