//! Parts cut from sheet, below solids: one loop, a face with holes, several faces.

use super::super::build::*;
use crate::corpus::plan::{Expr, Flat};

pub(super) fn gasket(b: &mut Builder) {
    b.part("gasket", "A flange gasket.");
    let side = b.length("side", "Distance of the bolts.", 30.0, 150.0);
    let ear = b.length("ear_d", "Diameter of the ears.", &side * 0.25, &side * 0.4);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &ear * 0.3, &ear * 0.6);
    let bore = b.length("bore_d", "Opening.", &ear * 0.4, &ear * 0.8);
    let x = b.value("half", &side / 2.0);
    let outline = slot(at(-&x, 0.0), at(&x, 0.0), &ear);
    b.flat(Flat::Face(outline.hole(circle(0.0, 0.0, &bore / 2.0)).hole(circle(&x, 0.0, &hole / 2.0).mirror_x())));
}

pub(super) fn ring_gasket(b: &mut Builder) {
    b.part("ring_gasket", "A ring gasket with bolt holes.");
    let outer = b.length("outer_d", "Outside diameter.", 40.0, 200.0);
    let inner = b.length("inner_d", "Opening.", &outer * 0.4, &outer * 0.65);
    let bolts = b.count("bolts", "Number of bolts.", 4, 16);
    let hole = b.length("hole_d", "Clearance of the bolts.", &outer * 0.03, &outer * 0.07);
    let pitch = b.value("bolt_r", (&outer + &inner) / 4.0);
    let ring = circle(0.0, 0.0, &outer / 2.0).hole(circle(0.0, 0.0, &inner / 2.0));
    b.flat(Flat::Face(ring.hole(circle(&pitch, 0.0, &hole / 2.0).around(&bolts))));
}

pub(super) fn keyhole_plate(b: &mut Builder) {
    b.part("keyplate", "A key plate with a keyhole and two screw holes.");
    let width = b.length("width", "Width.", 20.0, 60.0);
    let height = b.length("height", "Height.", &width * 1.2, &width * 2.5);
    let corner = b.length("corner_r", "Radius of the corners.", &width * 0.1, &width * 0.4);
    let key = b.length("key_d", "Diameter of the round part of the keyhole.", &width * 0.15, &width * 0.28);
    let blade = b.length("blade_w", "Width of the slot of the keyhole.", &key * 0.3, &key * 0.55);
    let drop = b.length("blade_l", "Length of the slot below the round part.", &key * 0.5, &key * 0.8);
    let screw = b.length("screw_d", "Clearance of the screws.", &width * 0.08, &width * 0.15);
    let half = b.value("blade_r", &blade / 2.0);
    // The slot meets the round part where the circle is as wide as the slot, near enough at 0.85 of its radius.
    let keyhole = path(
        at(-&half, -&key * 0.35),
        [
            line(-&half, -&key / 2.0 - &drop),
            line(&half, -&key / 2.0 - &drop),
            line(&half, -&key * 0.35),
            arc(at(0.0, &key / 2.0), at(-&half, -&key * 0.35)),
        ],
    );
    let screws = circle(0.0, &height * 0.4, &screw / 2.0).mirror_y();
    b.flat(Flat::Face(rounded(&width, &height, &corner).hole(keyhole).hole(screws)));
}

pub(super) fn comb(b: &mut Builder) {
    b.part("comb", "A comb with four teeth.");
    let pitch = b.length("pitch", "Pitch of the teeth.", 4.0, 20.0);
    let tooth = b.length("tooth_w", "Width of a tooth.", &pitch * 0.25, &pitch * 0.7);
    let depth = b.length("tooth_l", "Length of the teeth.", &pitch, &pitch * 5.0);
    let back = b.length("back_w", "Width of the back.", &pitch * 0.5, &pitch * 2.0);
    let end = b.value("full_length", &pitch * 3.0 + &tooth);
    let (c, d, e, f, g) = (pitch.clone(), &pitch + &tooth, &pitch * 2.0, &pitch * 2.0 + &tooth, &pitch * 3.0);
    b.flat(Flat::Loop(polygon([
        at(0.0, 0.0),
        at(&end, 0.0),
        at(&end, &back + &depth),
        at(&g, &back + &depth),
        at(&g, &back),
        at(&f, &back),
        at(&f, &back + &depth),
        at(&e, &back + &depth),
        at(&e, &back),
        at(&d, &back),
        at(&d, &back + &depth),
        at(&c, &back + &depth),
        at(&c, &back),
        at(&tooth, &back),
        at(&tooth, &back + &depth),
        at(0.0, &back + &depth),
    ])));
}

pub(super) fn grille(b: &mut Builder) {
    b.part("grille", "A grille with a field of openings.");
    let pitch = b.length("pitch", "Pitch of the openings.", 4.0, 20.0);
    let opening = b.length("opening", "Size of an opening.", &pitch * 0.4, &pitch * 0.8);
    let columns = b.count("columns", "Openings along x.", 3, 12);
    let rows = b.count("rows", "Openings along y.", 2, 8);
    let edge = b.length("edge", "Edge around the field.", &pitch * 0.5, &pitch * 2.0);
    let (width, height) = (&columns * &pitch + &edge * 2.0, &rows * &pitch + &edge * 2.0);
    let shape = match b.draw.below(3) {
        0 => circle(0.0, 0.0, &opening / 2.0),
        1 => rect(&opening, &opening),
        _ => regular(0.0, 0.0, &opening / 2.0, 6.0),
    };
    b.flat(Flat::Face(rect(width, height).hole(shape.grid(&columns, &rows, &pitch, &pitch))));
}

pub(super) fn circuit_board(b: &mut Builder) {
    b.part("circuit_board", "A circuit board with mounting holes and a connector cut-out.");
    let width = b.length("width", "Length along x.", 30.0, 160.0);
    let depth = b.length("depth", "Length along y.", &width * 0.5, &width);
    let corner = b.length("corner_r", "Radius of the corners.", &depth * 0.03, &depth * 0.1);
    let margin = b.length("margin", "From the edge to the centre of a hole.", &depth * 0.1, &depth * 0.15);
    let hole = b.clearance("hole_d", "Mounting holes.", &depth * 0.05, &depth * 0.12);
    let slot_l = b.length("slot_l", "Length of the cut-out.", &width * 0.15, &width * 0.4);
    let slot_w = b.length("slot_w", "Width of the cut-out.", &depth * 0.05, &depth * 0.2);
    let (dx, dy) = (&width - &margin * 2.0, &depth - &margin * 2.0);
    let board = rounded(&width, &depth, &corner)
        .hole(circle(0.0, 0.0, &hole / 2.0).grid(2.0, 2.0, dx, dy))
        .hole(rect(&slot_l, &slot_w));
    b.flat(Flat::Face(board));
}

pub(super) fn cam_profile(b: &mut Builder) {
    b.part("cam_profile", "A cam whose nose is joined to its base circle.");
    let base = b.length("base_r", "Radius of the base circle.", 8.0, 50.0);
    let lift = b.length("lift", "From the axis to the centre of the nose.", &base * 0.8, &base * 1.8);
    let nose = b.length("nose_r", "Radius of the nose.", &base * 0.25, &base * 0.6);
    b.flat(Flat::Loop(path(
        at(-&base, 0.0),
        [
            arc(at(0.0, -&base), at(&base, 0.0)),
            line(&nose, &lift),
            arc(at(0.0, &lift + &nose), at(-&nose, &lift)),
            line(-&base, 0.0),
        ],
    )));
}

pub(super) fn hook(b: &mut Builder) {
    b.part("hook", "A flat hook.");
    let throat = b.length("throat_r", "Radius of the throat.", 5.0, 40.0);
    let width = b.length("width", "Width of the hook.", &throat * 0.3, &throat * 0.9);
    let shank = b.length("shank_l", "Length of the shank.", &throat, &throat * 4.0);
    let tip = b.length("tip_l", "Length of the tip.", &throat * 0.2, &throat * 0.9);
    let outer = b.value("outer_r", &throat + &width);
    b.flat(Flat::Loop(path(
        at(-&outer, 0.0),
        [
            arc(at(0.0, -&outer), at(&outer, 0.0)),
            line(&outer, &tip),
            line(&throat, &tip),
            line(&throat, 0.0),
            arc(at(0.0, -&throat), at(-&throat, 0.0)),
            line(-&throat, &shank),
            line(-&outer, &shank),
            line(-&outer, 0.0),
        ],
    )));
}

pub(super) fn arrow(b: &mut Builder) {
    b.part("arrow", "A pointer for a dial.");
    let length = b.length("length", "Length over all.", 20.0, 150.0);
    let head_l = b.length("head_l", "Length of the head.", &length * 0.2, &length * 0.5);
    let head_w = b.length("head_w", "Width of the head.", &length * 0.15, &length * 0.5);
    let shaft_w = b.length("shaft_w", "Width of the shaft.", &head_w * 0.2, &head_w * 0.7);
    let neck = b.value("neck_x", &length - &head_l);
    b.flat(Flat::Loop(polygon([
        at(0.0, -&shaft_w / 2.0),
        at(&neck, -&shaft_w / 2.0),
        at(&neck, -&head_w / 2.0),
        at(&length, 0.0),
        at(&neck, &head_w / 2.0),
        at(&neck, &shaft_w / 2.0),
        at(0.0, &shaft_w / 2.0),
    ])));
}

pub(super) fn lamination(b: &mut Builder) {
    b.part("lamination", "The E and the I of a transformer core.");
    let leg = b.length("leg", "Width of the outer legs and of the yokes.", 3.0, 25.0);
    let window = b.length("window_w", "Width of a window.", &leg * 0.8, &leg * 2.0);
    let depth = b.length("window_l", "Length of the windows.", &leg * 1.5, &leg * 5.0);
    let gap = b.length("gap", "Gap between E and I as they are drawn.", &leg * 0.2, &leg);
    let width = b.value("width", &leg * 4.0 + &window * 2.0);
    let (a, m, c) = (&leg + &window, &leg * 3.0 + &window, &leg * 3.0 + &window * 2.0);
    let top = b.value("top", &leg + &depth);
    let core = polygon([
        at(0.0, 0.0),
        at(&width, 0.0),
        at(&width, &top),
        at(&c, &top),
        at(&c, &leg),
        at(&m, &leg),
        at(&m, &top),
        at(&a, &top),
        at(&a, &leg),
        at(&leg, &leg),
        at(&leg, &top),
        at(0.0, &top),
    ]);
    let yoke = rect_at(&width / 2.0, &top + &gap + &leg / 2.0, &width, &leg);
    b.flat(Flat::Sketch(sketch(xy(0.0), [core, yoke])));
}

pub(super) fn seal_set(b: &mut Builder) {
    b.part("seal_set", "Rings of a seal set, one inside the other.");
    let bore = b.length("bore_d", "Opening of the smallest ring.", 8.0, 60.0);
    let width = b.length("ring_w", "Width of a ring.", &bore * 0.1, &bore * 0.4);
    let gap = b.length("gap", "Gap between the rings.", &bore * 0.05, &bore * 0.3);
    let pitch = b.value("pitch", &width + &gap);
    let radius = b.value("bore_r", &bore / 2.0);
    let ring = |from: Expr| circle(0.0, 0.0, &from + &width).hole(circle(0.0, 0.0, &from));
    let rings = [ring(radius.clone()), ring(&radius + &pitch), ring(&radius + &pitch * 2.0)];
    b.flat(Flat::Sketch(sketch(xy(0.0), rings)));
}

pub(super) fn pad_array(b: &mut Builder) {
    b.part("pad_array", "Solder pads of a circuit.");
    let pitch = b.length("pitch", "Pitch of the pads.", 1.0, 5.0);
    let pad_w = b.length("pad_w", "Width of a pad.", &pitch * 0.35, &pitch * 0.75);
    let pad_l = b.length("pad_l", "Length of a pad.", &pitch, &pitch * 2.5);
    let pads = b.count("pads", "Pads in a row.", 4, 16);
    let span = b.length("span", "Distance of the rows.", &pitch * 4.0, &pitch * 12.0);
    let rows = rect(&pad_w, &pad_l).grid(&pads, 2.0, &pitch, &span);
    b.flat(Flat::Sketch(sketch(xy(0.0), rows)));
}

pub(super) fn louvre(b: &mut Builder) {
    b.part("louvre", "The slats of a louvre.");
    let slats = b.count("slats", "Number of slats.", 3, 14);
    let slat_w = b.length("slat_w", "Width of a slat.", 3.0, 20.0);
    let slat_l = b.length("slat_l", "Length of a slat.", &slat_w * 4.0, &slat_w * 15.0);
    let gap = b.length("gap", "Gap between the slats.", &slat_w * 0.2, &slat_w);
    let pitch = b.value("pitch", &slat_w + &gap);
    let slat = if b.draw.chance(0.5) {
        rect(&slat_l, &slat_w)
    } else {
        slot(at(-&slat_l / 2.0, 0.0), at(&slat_l / 2.0, 0.0), &slat_w)
    };
    b.flat(Flat::Sketch(sketch(xy(0.0), slat.row(&slats, 0.0, &pitch))));
}

pub(super) fn magnet_ring(b: &mut Builder) {
    b.part("magnet_ring", "The magnets of a rotor.");
    let poles = b.count("poles", "Number of magnets.", 4, 14);
    let radius = b.length("ring_r", "Radius of the circle of their centres.", 10.0, 80.0);
    let across = b.length("magnet_w", "Width of a magnet along the circle.", &radius * 0.12, &radius * 0.35);
    let thick = b.length("magnet_h", "Thickness of a magnet.", &radius * 0.08, &radius * 0.2);
    b.flat(Flat::Sketch(sketch(xy(0.0), rect_at(&radius, 0.0, &thick, &across).around(&poles))));
}

pub(super) fn washer_strip(b: &mut Builder) {
    b.part("washer_strip", "A strip of washers before they are parted.");
    let bore = b.clearance("bore_d", "Bore.", 2.4, 22.0);
    let rim = b.length("rim", "Width of the rings.", &bore * 0.25, &bore);
    let web = b.length("web", "Distance between two washers.", &bore * 0.1, &bore * 0.6);
    let washers = b.count("washers", "Number of washers.", 2, 8);
    let radius = b.value("outer_r", &bore / 2.0 + &rim);
    let ring = circle(0.0, 0.0, &radius).hole(circle(0.0, 0.0, &bore / 2.0));
    b.flat(Flat::Sketch(sketch(xy(0.0), ring.row(&washers, &radius * 2.0 + &web, 0.0))));
}
