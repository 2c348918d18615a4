//! Levers, links and cams.

use super::super::build::*;

pub(super) fn link_arm(b: &mut Builder) {
    b.part("link_arm", "A link with an eye at either end.");
    let span = b.length("span", "Distance of the eyes.", 40.0, 200.0);
    let width = b.length("width", "Width of the link.", &span * 0.15, &span * 0.35);
    let thick = b.length("thickness", "Thickness.", &width * 0.15, &width * 0.5);
    let left = b.length("left_d", "Bore of the left eye.", &width * 0.3, &width * 0.65);
    let right = b.length("right_d", "Bore of the right eye.", &width * 0.3, &width * 0.65);
    let (from, to) = (-&span / 2.0, &span / 2.0);
    let arm = slot(at(&from, 0.0), at(&to, 0.0), &width).hole(circle(&from, 0.0, &left / 2.0)).hole(circle(
        &to,
        0.0,
        &right / 2.0,
    ));
    if b.draw.chance(0.5) {
        let window = b.length("window_w", "Width of the lightening slot.", &width * 0.2, &width * 0.5);
        let reach = b.length("window_l", "Length of the slot between its centres.", &span * 0.1, &span * 0.3);
        let arm = arm.hole(slot(at(-&reach / 2.0, 0.0), at(&reach / 2.0, 0.0), &window));
        b.add("arm", "The link with its eyes.", extrude(xy(0.0), arm, &thick));
    } else {
        b.add("arm", "The link with its eyes.", extrude(xy(0.0), arm, &thick));
        let boss = b.length("boss_h", "Height of the boss on the left eye.", &thick * 0.4, &thick * 2.0);
        let ring = circle(&from, 0.0, &width / 2.0).hole(circle(&from, 0.0, &left / 2.0));
        b.add("boss", "The boss on the left eye.", extrude(xy(&thick), ring, &boss));
    }
}

pub(super) fn crank(b: &mut Builder) {
    b.part("crank", "A crank with a hub and a handle pin.");
    let reach = b.length("reach", "From the shaft to the pin.", 30.0, 150.0);
    let width = b.length("width", "Width of the arm.", &reach * 0.15, &reach * 0.3);
    let thick = b.length("thickness", "Thickness of the arm.", &width * 0.25, &width * 0.6);
    let hub = b.length("hub_d", "Diameter of the hub.", &width * 1.2, &width * 1.8);
    let hub_h = b.length("hub_h", "Height of the hub.", &thick * 1.5, &thick * 4.0);
    let bore = b.length("bore_d", "Bore for the shaft.", &hub * 0.3, &hub * 0.65);
    let pin = b.length("pin_d", "Diameter of the pin.", &width * 0.3, &width * 0.7);
    let pin_h = b.length("pin_h", "Length of the pin above the arm.", &reach * 0.3, &reach * 0.8);
    b.add("arm", "The arm.", extrude(xy(0.0), slot(at(0.0, 0.0), at(&reach, 0.0), &width), &thick));
    b.add("hub", "The hub.", extrude(xy(0.0), circle(0.0, 0.0, &hub / 2.0), &hub_h));
    b.add("pin", "The pin of the handle.", extrude(xy(&thick), circle(&reach, 0.0, &pin / 2.0), &pin_h));
    b.cut("bore", "The bore for the shaft.", extrude(xy(0.0), circle(0.0, 0.0, &bore / 2.0), &hub_h));
}

pub(super) fn bell_crank(b: &mut Builder) {
    b.part("bell_crank", "A bell crank with two arms at a right angle.");
    let long = b.length("long_arm", "Length of the longer arm.", 30.0, 120.0);
    let short = b.length("short_arm", "Length of the shorter arm.", &long * 0.5, &long * 0.9);
    let width = b.length("width", "Width of the arms.", &long * 0.15, &long * 0.28);
    let thick = b.length("thickness", "Thickness.", &width * 0.2, &width * 0.6);
    let eye = b.length("eye_d", "Bores at the ends.", &width * 0.3, &width * 0.6);
    let pivot = b.length("pivot_d", "Bore of the pivot.", &width * 0.4, &width * 0.75);
    b.add("long_link", "The longer arm.", extrude(xy(0.0), slot(at(0.0, 0.0), at(&long, 0.0), &width), &thick));
    b.add("short_link", "The shorter arm.", extrude(xy(0.0), slot(at(0.0, 0.0), at(0.0, &short), &width), &thick));
    let bores = [circle(0.0, 0.0, &pivot / 2.0), circle(&long, 0.0, &eye / 2.0), circle(0.0, &short, &eye / 2.0)];
    b.cut("bores", "The three bores.", extrude(xy(0.0), bores, &thick));
}

pub(super) fn cam_disc(b: &mut Builder) {
    b.part("cam_disc", "An eccentric cam.");
    let disc = b.length("disc_d", "Diameter of the disc.", 20.0, 120.0);
    let offset =
        b.length("eccentricity", "From the axis of the shaft to the middle of the disc.", &disc * 0.08, &disc * 0.2);
    let bore = b.length("bore_d", "Bore for the shaft.", &disc * 0.12, &disc * 0.25);
    let thick = b.length("thickness", "Thickness of the disc.", &disc * 0.1, &disc * 0.3);
    let cam = circle(&offset, 0.0, &disc / 2.0).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("disc", "The disc.", extrude(xy(0.0), cam, &thick));
    if b.draw.chance(0.6) {
        let hub = b.length("hub_d", "Diameter of the hub.", &bore * 1.3, &bore * 1.9);
        let rise = b.length("hub_h", "Height of the hub above the disc.", &thick * 0.4, &thick * 1.5);
        let ring = circle(0.0, 0.0, &hub / 2.0).hole(circle(0.0, 0.0, &bore / 2.0));
        b.add("hub", "The hub.", extrude(xy(&thick), ring, &rise));
    }
}

pub(super) fn rocker(b: &mut Builder) {
    b.part("rocker", "A rocker whose arm tapers from its hub.");
    let reach = b.length("reach", "From the pivot to the nose.", 30.0, 120.0);
    let root = b.length("root_w", "Width at the pivot.", &reach * 0.25, &reach * 0.45);
    let nose = b.length("nose_w", "Width at the nose.", &reach * 0.1, &reach * 0.2);
    let thick = b.length("thickness", "Thickness.", &reach * 0.06, &reach * 0.2);
    let pivot = b.length("pivot_d", "Bore of the pivot.", &root * 0.25, &root * 0.55);
    let (r, n) = (b.value("root_r", &root / 2.0), b.value("nose_r", &nose / 2.0));
    let outline = path(
        at(0.0, -&r),
        [line(&reach, -&n), arc(at(&reach + &n, 0.0), at(&reach, &n)), line(0.0, &r), arc(at(-&r, 0.0), at(0.0, -&r))],
    );
    b.add("arm", "The tapered arm.", extrude(xy(0.0), outline.hole(circle(0.0, 0.0, &pivot / 2.0)), &thick));
    if b.draw.chance(0.5) {
        let rise = b.length("hub_h", "Height of the hub on either side.", &thick * 0.3, &thick);
        let hub = b.length("hub_d", "Diameter of the hub.", &root * 0.65, &root * 0.9);
        let ring = circle(0.0, 0.0, &hub / 2.0).hole(circle(0.0, 0.0, &pivot / 2.0));
        b.add("hub", "The hub, on both sides.", extrude(xy(-&rise), ring, &thick + &rise * 2.0));
    }
}

pub(super) fn spanner(b: &mut Builder) {
    b.part("spanner", "An open-ended spanner.");
    let jaw = b.length("jaw_w", "Width across the flats.", 5.5, 32.0);
    let wall = b.length("jaw_wall", "Material beside the jaw.", &jaw * 0.35, &jaw * 0.6);
    let handle = b.length("handle_l", "Length of the handle.", &jaw * 6.0, &jaw * 10.0);
    let grip = b.length("grip_w", "Width of the handle.", &jaw * 0.8, &jaw * 1.2);
    let thick = b.length("thickness", "Thickness.", &jaw * 0.25, &jaw * 0.5);
    let head = b.value("head_r", &jaw / 2.0 + &wall);
    b.add("head", "The head.", extrude(xy(0.0), circle(0.0, 0.0, &head), &thick));
    let bar = slot(at(-&handle, 0.0), at(0.0, 0.0), &grip);
    b.add("handle", "The handle.", extrude(xy(0.0), bar, &thick * 0.8));
    let mouth = rect_at(&head * 0.6, 0.0, &head * 1.4, &jaw);
    b.cut("mouth", "The mouth.", extrude(xy(0.0), mouth, &thick));
}

pub(super) fn toggle_plate(b: &mut Builder) {
    b.part("toggle_plate", "A triangular toggle plate with three eyes.");
    let base = b.length("base", "Distance of the lower eyes.", 30.0, 150.0);
    let height = b.length("height", "Height of the upper eye above them.", &base * 0.5, &base * 1.2);
    let eye = b.length("eye_d", "Bore of the eyes.", &base * 0.1, &base * 0.2);
    let wall = b.length("wall", "Material around the eyes.", &base * 0.06, &base * 0.14);
    let thick = b.length("thickness", "Thickness.", &base * 0.05, &base * 0.15);
    let x = b.value("edge_x", &base / 2.0 + &eye / 2.0 + &wall);
    let top = b.value("top_w", &eye / 2.0 + &wall);
    let plate = polygon([
        at(-&x, -&top),
        at(&x, -&top),
        at(&x, &top),
        at(&top, &height + &top),
        at(-&top, &height + &top),
        at(-&x, &top),
    ])
    .hole(circle(&base / 2.0, 0.0, &eye / 2.0).mirror_x())
    .hole(circle(0.0, &height, &eye / 2.0));
    b.add("plate", "The plate with its eyes.", extrude(xy(0.0), plate, &thick));
}
