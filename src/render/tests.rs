use std::f64::consts::PI;

use glam::{DVec2, DVec3};

use super::*;
use crate::export::sample::{block, curve, slot};
use crate::geom::brep::Body;
use crate::geom::mesher::{self, MeshOptions};
use crate::geom::samples::{Outline, Step, prism};
use crate::model::{CurveKind, Frame, Loop};

fn mesh(body: &Body) -> Mesh {
    mesher::mesh(body, &MeshOptions::default()).unwrap()
}

fn line(x: f64, y: f64) -> Step {
    Step::Line(DVec2::new(x, y))
}

fn arc(x: f64, y: f64, center: (f64, f64), ccw: bool) -> Step {
    Step::Arc { end: DVec2::new(x, y), center: center.into(), ccw }
}

fn bracket() -> Mesh {
    let circle = |x: f64, radius: f64| Outline::Circle { center: DVec2::new(x, 0.0), radius, ccw: false };
    let outline = Outline::Chain(vec![
        line(30.0, -15.0),
        arc(30.0, 15.0, (30.0, 0.0), true),
        line(-30.0, 15.0),
        line(-30.0, -15.0),
    ]);
    mesh(&prism(&Frame::XY, &[outline, circle(30.0, 7.0), circle(-18.0, 4.0), circle(0.0, 5.0)], 12.0))
}

fn solids(meshes: Vec<&Mesh>, view: View, width: u32, height: u32) -> Image {
    picture(&Scene::Solids(meshes), view, Size::new(width, height).unwrap())
}

fn moved(mesh: &Mesh, by: DVec3) -> Mesh {
    Mesh { positions: mesh.positions.iter().map(|&p| p + by).collect(), ..mesh.clone() }
}

/// Columns and rows of everything that is not white, first and last.
fn extent(image: &Image) -> Option<[u32; 4]> {
    let places = (0..image.height).flat_map(|y| (0..image.width).map(move |x| (x, y)));
    let drawn = places.filter(|&(x, y)| image.pixel(x, y) != Some([255; 3]));
    drawn.fold(None, |found, (x, y)| match found {
        None => Some([x, x, y, y]),
        Some([left, right, top, bottom]) => Some([left.min(x), right.max(x), top.min(y), bottom.max(y)]),
    })
}

fn is_dark(image: &Image, p: DVec3) -> bool {
    image.pixel(p.x as u32, p.y as u32).is_some_and(|color| color.iter().all(|&channel| channel < 100))
}

#[test]
fn a_picture_is_a_png_of_its_size() {
    let image = solids(vec![&block(DVec3::ONE)], View::Iso, 120, 90);
    let bytes = image.png();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height, pixels), (120, 90, image.pixels));
}

#[test]
fn straight_views_show_the_two_extents_they_name() {
    let mesh = block(DVec3::new(40.0, 20.0, 10.0));
    let ratios = [
        (View::Front, 4.0),
        (View::Back, 4.0),
        (View::Left, 2.0),
        (View::Right, 2.0),
        (View::Top, 2.0),
        (View::Bottom, 2.0),
    ];
    for (view, ratio) in ratios {
        let [left, right, top, bottom] = extent(&solids(vec![&mesh], view, 300, 300)).unwrap();
        let found = f64::from(right - left) / f64::from(bottom - top);
        assert!((found / ratio - 1.0).abs() < 0.04, "{view:?}: {found}");
        // In the middle of the picture, to a pixel.
        assert!((left + right).abs_diff(299) <= 2 && (top + bottom).abs_diff(299) <= 2, "{view:?}");
    }
}

#[test]
fn every_view_has_its_sides_where_they_belong() {
    // A small block far out along +X, −Y and +Z of a large one, in a colour of its own.
    let large = block(DVec3::splat(20.0));
    let small = moved(&block(DVec3::splat(4.0)), DVec3::new(24.0, -8.0, 24.0));
    let places = [
        (View::Front, true, true),
        (View::Back, false, true),
        (View::Right, false, true),
        (View::Left, true, true),
        (View::Top, true, false),
        (View::Bottom, true, true),
    ];
    for (view, right, top) in places {
        let image = solids(vec![&large, &small], view, 200, 200);
        let orange = |x: u32, y: u32| image.pixel(x, y).is_some_and(|[r, _, b]| r > b.saturating_add(30));
        let (x, y) = (0..200).flat_map(|y| (0..200).map(move |x| (x, y))).find(|&(x, y)| orange(x, y)).unwrap();
        assert_eq!((x > 100, y < 100), (right, top), "{view:?}");
    }
}

#[test]
fn visible_edges_are_drawn_and_hidden_ones_are_not() {
    let mesh = block(DVec3::new(30.0, 20.0, 25.0));
    let image = solids(vec![&mesh], View::Iso, 400, 400);
    let directions = camera::Directions::of(View::Iso);
    let local = |index: u32| directions.local(mesh.positions[index as usize]);
    let bounds = camera::Bounds::of((0..8).map(local)).unwrap();
    let fit = camera::Fit::new(&bounds, 400, 400, camera::Fit::scale_for(&bounds, 400, 400));
    // Vertex 2 is the corner at the back, the left and the bottom.
    for line in &mesh.edges {
        let middle = fit.place((local(line[0]) + local(line[1])) / 2.0);
        let around = [(-1.0, 0.0), (0.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)];
        let dark = around.iter().any(|&(x, y)| is_dark(&image, middle + DVec3::new(x, y, 0.0)));
        assert_eq!(dark, !line.contains(&2), "{line:?}");
    }
}

#[test]
fn the_nearer_solid_hides_the_farther() {
    let near = block(DVec3::splat(10.0));
    let far = moved(&near, DVec3::new(0.0, 50.0, 0.0));
    for meshes in [vec![&near, &far], vec![&far, &near]] {
        let alone = solids(vec![meshes[0]], View::Front, 100, 100);
        let both = solids(meshes.clone(), View::Front, 100, 100);
        assert_eq!(alone == both, std::ptr::eq(meshes[0], &near));
    }
}

#[test]
fn curved_faces_are_smooth_and_their_borders_sharp() {
    let mesh = mesh(&prism(&Frame::XY, &[Outline::Circle { center: DVec2::ZERO, radius: 10.0, ccw: true }], 20.0));
    let image = solids(vec![&mesh], View::Front, 400, 400);
    let row: Vec<[u8; 3]> = (40..360).filter_map(|x| image.pixel(x, 200)).collect();
    let inside: Vec<[u8; 3]> = row.iter().copied().filter(|color| color[0] > 60 && color[0] < 250).collect();
    let step = inside.windows(2).map(|pair| pair[0][1].abs_diff(pair[1][1])).max().unwrap();
    let range = inside.iter().map(|color| color[1]).max().unwrap() - inside.iter().map(|color| color[1]).min().unwrap();
    assert!(step <= 12 && range > 30, "steps of {step} in a range of {range}");
}

#[test]
fn a_sheet_has_its_straight_views_in_line_and_to_one_scale() {
    let bracket = bracket();
    let image = solids(vec![&bracket], View::Sheet, 600, 500);
    let cell = |left: u32, top: u32| {
        let mut part = Image::white(295, 245);
        for y in 0..245 {
            for x in 0..295 {
                let at = 3 * (y * 295 + x) as usize;
                part.pixels[at..at + 3].copy_from_slice(&image.pixel(left + x, top + y).unwrap());
            }
        }
        extent(&part).unwrap()
    };
    let (top, iso, front, right) = (cell(0, 0), cell(303, 0), cell(0, 253), cell(303, 253));
    assert!(top[0].abs_diff(front[0]) <= 1 && top[1].abs_diff(front[1]) <= 1, "{top:?} {front:?}");
    assert!(front[2].abs_diff(right[2]) <= 1 && front[3].abs_diff(right[3]) <= 1, "{front:?} {right:?}");
    // The depth of the part is the height of the top view and the width of the right view.
    assert!((top[3] - top[2]).abs_diff(right[1] - right[0]) <= 2, "{top:?} {right:?}");
    assert!(iso[1] - iso[0] > 200);
}

#[test]
fn plane_shapes_are_filled_to_their_area() {
    let face = Shape::Face(slot(false));
    let image = picture(&Scene::Flat(vec![&face]), View::Front, Size::new(640, 300).unwrap());
    let [left, right, ..] = extent(&image).unwrap();
    let scale = f64::from(right - left) / 60.0;
    let drawn = image.pixels.chunks(3).filter(|color| color[0] < 250).count() as f64;
    let area = 800.0 + PI * (100.0 - 25.0);
    assert!((drawn / (scale * scale) / area - 1.0).abs() < 0.03, "{}", drawn / (scale * scale));
    assert_eq!(image.pixel(320, 150), Some([255; 3]));
}

#[test]
fn a_loop_is_paler_than_a_face_and_an_open_curve_is_not_filled() {
    let circle = curve(CurveKind::Circle { center: DVec2::ZERO, radius: 5.0 });
    let chain = Loop { curves: [circle].into() };
    let center =
        |shape: &Shape| picture(&Scene::Flat(vec![shape]), View::Top, Size::default()).pixel(512, 384).unwrap();
    let (face, pale) = (center(&Shape::Face(crate::model::Face::new(chain.clone(), []))), center(&Shape::Loop(chain)));
    assert!(face[0] < pale[0] && pale[0] < 255);
    let p = DVec2::new;
    let open = Shape::Curve(curve(CurveKind::Arc { start: p(5.0, 0.0), mid: p(0.0, 5.0), end: p(-5.0, 0.0) }));
    assert_eq!(center(&open), [255; 3]);
    let image = picture(&Scene::Flat(vec![&open]), View::Top, Size::default());
    let drawn = image.pixels.chunks(3).filter(|color| color[0] < 128).count();
    assert!((1000..6000).contains(&drawn), "{drawn}");
}

#[test]
fn strange_scenes_give_a_picture_too() {
    let none = Mesh::default();
    let point = Mesh { positions: vec![DVec3::ONE; 3], triangles: vec![[0, 1, 2]], ..Mesh::default() };
    let mut broken = block(DVec3::ONE);
    broken.positions[3].x = f64::NAN;
    broken.positions[5].y = f64::INFINITY;
    let mut dangling = block(DVec3::ONE);
    dangling.triangles[0][0] = 99;
    let meshes = [
        none,
        point,
        broken,
        dangling,
        block(DVec3::splat(1e300)),
        block(DVec3::splat(1e-300)),
        block(DVec3::new(1e9, 1e-9, 0.0)),
    ];
    for mesh in &meshes {
        for (_, view) in View::ALL {
            for (width, height) in [(16, 16), (40, 17)] {
                assert_eq!(solids(vec![mesh], view, width, height).pixels.len() as u32, 3 * width * height);
            }
        }
    }
    for center in [DVec2::ZERO, DVec2::splat(1e300), DVec2::NAN] {
        for radius in [0.0, 1e-300, 1e300, f64::NAN] {
            let shape = Shape::Curve(curve(CurveKind::Circle { center, radius }));
            let image = picture(&Scene::Flat(vec![&shape]), View::Iso, Size::new(30, 20).unwrap());
            assert_eq!(image.pixels.len(), 1800);
        }
    }
    assert_eq!(extent(&picture(&Scene::Flat(vec![]), View::Top, Size::default())), None);
}

#[test]
fn the_number_of_threads_and_the_borders_of_bands_do_not_show() {
    let bracket = bracket();
    let draw = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| solids(vec![&bracket], View::Iso, 900, 700))
    };
    assert_eq!(draw(1), draw(3));
}

#[test]
fn views_and_sizes_are_read_and_limited() {
    assert_eq!(("front".parse(), "sheet".parse()), (Ok(View::Front), Ok(View::Sheet)));
    assert!("side".parse::<View>().unwrap_err().contains("iso, front, back"));
    assert_eq!("640x480".parse::<Size>().unwrap().to_string(), "640x480");
    for wrong in ["640", "x", "640x", "-1x5", "640x480x3"] {
        assert!(wrong.parse::<Size>().is_err(), "{wrong}");
    }
    assert_eq!(Size::new(8193, 100).unwrap_err().name, limit::PICTURE);
    assert!("8x100".parse::<Size>().unwrap_err().contains("16 to 8192"));
}
