//! Fillets and chamfers against known areas, tangency and known limits.

use glam::DVec2;

use crate::geom::planar::{
    PlanarRegion, face_from_regions, make_face, make_loop, measure, regions_of_face, treat_corners,
};
use crate::geom::samples::random::{Random, any_region, arc, circle, line, polygon, rectangle, slot};
use crate::model::CornerKind::{Chamfer, Fillet};
use crate::model::{Curve, Face};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn face(curves: &[Curve]) -> Face {
    make_face(&make_loop(curves).unwrap(), &[]).unwrap()
}

fn regions(face: &Face) -> Vec<PlanarRegion> {
    regions_of_face(face).unwrap()
}

fn area(face: &Face) -> f64 {
    measure::total_area(&regions(face))
}

const PI: f64 = std::f64::consts::PI;

/// Every arc of the radius joins its neighbours without a kink.
fn assert_tangent(face: &Face, radius: f64) {
    let mut seen = 0;
    for region in regions(face) {
        for contour in region.contours() {
            let count = contour.segments.len();
            for (i, segment) in contour.segments.iter().enumerate() {
                if segment.arc().is_some_and(|arc| (arc.radius - radius).abs() < 1e-6) && count > 1 {
                    let (before, after) =
                        (contour.segments[(i + count - 1) % count], contour.segments[(i + 1) % count]);
                    assert!(before.tangent(1.0).perp_dot(segment.tangent(0.0)).abs() < 1e-6);
                    assert!(segment.tangent(1.0).perp_dot(after.tangent(0.0)).abs() < 1e-6);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_filleted_rectangle_loses_its_corners() {
    let plate = face(&rectangle(v(0.0, 0.0), v(10.0, 6.0)));
    let round = treat_corners(&plate, Fillet(1.5), &[]).unwrap();
    assert!((area(&round) - (60.0 - (4.0 - PI) * 2.25)).abs() < 1e-12);
    assert_eq!(round.regions[0].outer.curves.len(), 8);
    assert_tangent(&round, 1.5);
    let one = treat_corners(&plate, Fillet(2.0), &[v(9.0, 7.0)]).unwrap();
    assert!((area(&one) - (60.0 - (1.0 - PI / 4.0) * 4.0)).abs() < 1e-12);
}

#[test]
fn a_chamfered_rectangle_loses_triangles() {
    let plate = face(&rectangle(v(0.0, 0.0), v(10.0, 6.0)));
    let cut = treat_corners(&plate, Chamfer(1.0), &[]).unwrap();
    assert!((area(&cut) - 58.0).abs() < 1e-12);
    let two = treat_corners(&plate, Chamfer(2.0), &[v(0.0, 0.0), v(10.0, 0.0), v(0.1, 0.1)]).unwrap();
    assert!((area(&two) - 56.0).abs() < 1e-12);
}

#[test]
fn fillets_may_use_up_a_side() {
    let plate = face(&rectangle(v(0.0, 0.0), v(10.0, 6.0)));
    let stadium = treat_corners(&plate, Fillet(3.0), &[]).unwrap();
    assert_eq!(stadium.regions[0].outer.curves.len(), 6);
    assert!((area(&stadium) - (24.0 + 9.0 * PI)).abs() < 1e-11);
    assert!(make_loop(&stadium.regions[0].outer.curves).is_ok());
}

#[test]
fn a_radius_that_does_not_fit_states_the_limit() {
    let plate = face(&rectangle(v(0.0, 0.0), v(10.0, 6.0)));
    let error = treat_corners(&plate, Fillet(4.0), &[]).unwrap_err();
    assert_eq!(error.name.as_str(), "geom/radius-too-large");
    assert!(error.message.ends_with("the corners allow a radius up to 3 mm"), "{}", error.message);
    let error = treat_corners(&plate, Fillet(7.0), &[v(0.0, 0.0)]).unwrap_err();
    assert_eq!(
        error.message,
        "a radius of 7 mm does not fit the corner at (0, 0); the corner allows a radius up to 6 mm"
    );
    let error = treat_corners(&plate, Chamfer(7.0), &[v(0.0, 0.0)]).unwrap_err();
    assert!(error.message.ends_with("the corner allows a distance up to 6 mm"), "{}", error.message);
    assert_eq!(treat_corners(&plate, Fillet(-1.0), &[]).unwrap_err().name.as_str(), "geom/radius");
    assert_eq!(treat_corners(&plate, Fillet(f64::NAN), &[]).unwrap_err().name.as_str(), "geom/not-finite");
}

#[test]
fn shapes_without_corners_are_refused() {
    for curves in [vec![circle(v(0.0, 0.0), 3.0)], slot(v(0.0, 0.0), v(9.0, 4.0), 2.0)] {
        assert_eq!(treat_corners(&face(&curves), Fillet(0.5), &[]).unwrap_err().name.as_str(), "geom/no-corner");
    }
}

#[test]
fn corners_between_lines_and_arcs_are_rounded_tangentially() {
    let half_disc = face(&[arc(v(5.0, 0.0), v(0.0, 5.0), v(-5.0, 0.0)), line(v(-5.0, 0.0), v(5.0, 0.0))]);
    let round = treat_corners(&half_disc, Fillet(0.8), &[]).unwrap();
    assert_tangent(&round, 0.8);
    assert_eq!(round.regions[0].outer.curves.len(), 4);
    let lens = face(&[arc(v(-4.0, 0.0), v(0.0, -2.0), v(4.0, 0.0)), arc(v(4.0, 0.0), v(0.0, 2.0), v(-4.0, 0.0))]);
    assert_tangent(&treat_corners(&lens, Fillet(0.5), &[]).unwrap(), 0.5);
    // The centre of the fillet of a half disc: at height r, at distance 5 − r from the origin.
    let centre = regions(&round)[0].outer.segments.iter().filter_map(|s| s.arc()).find(|a| a.radius < 1.0).unwrap();
    assert!((centre.center.y - 0.8).abs() < 1e-12 && (centre.center.length() - 4.2).abs() < 1e-12);
}

#[test]
fn inner_corners_gain_material() {
    let l_shape = polygon(&[v(0.0, 0.0), v(9.0, 0.0), v(9.0, 3.0), v(3.0, 3.0), v(3.0, 9.0), v(0.0, 9.0)]);
    let plate = face(&l_shape);
    let round = treat_corners(&plate, Fillet(2.0), &[v(3.0, 3.0)]).unwrap();
    assert!((area(&round) - (area(&plate) + (1.0 - PI / 4.0) * 4.0)).abs() < 1e-12);
}

#[test]
fn fillets_of_random_regions_are_valid_or_state_a_limit_that_holds() {
    let (mut made, mut limited) = (0, 0);
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let shape = face_from_regions(&[any_region(&mut random, DVec2::ZERO, 10.0, seed % 4 == 0)]);
        let radius = random.between(0.05, 3.0);
        let kind = |value| if seed % 5 == 0 { Chamfer(value) } else { Fillet(value) };
        match treat_corners(&shape, kind(radius), &[]) {
            Ok(round) => {
                made += 1;
                for region in round.regions.iter() {
                    for boundary in region.holes.iter().chain([&region.outer]) {
                        make_loop(&boundary.curves).unwrap_or_else(|error| panic!("seed {seed}: {}", error.message));
                    }
                }
            }
            Err(error) if error.name.as_str() == "geom/radius-too-large" => {
                let limit = error.message.rsplit("up to ").next().and_then(|rest| rest.strip_suffix(" mm"));
                if let Some(limit) = limit.and_then(|text| text.parse::<f64>().ok()) {
                    limited += 1;
                    assert!(limit < radius);
                    if limit > 1e-3 {
                        assert!(treat_corners(&shape, kind(limit), &[]).is_ok(), "seed {seed}: {}", error.message);
                    }
                    assert!(treat_corners(&shape, kind(limit + 0.01 + 0.01 * limit), &[]).is_err(), "seed {seed}");
                }
            }
            Err(error) => assert_eq!(error.name.as_str(), "geom/no-corner", "seed {seed}"),
        }
    }
    assert!(made > 30 && limited > 30, "{made} made, {limited} limited");
}
