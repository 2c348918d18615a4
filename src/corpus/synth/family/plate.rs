//! Plates: flat parts that something is bolted to.

use super::super::build::*;

pub(super) fn flange(b: &mut Builder) {
    b.part("flange", "A pipe flange with a circle of bolt holes.");
    let outer = b.length("outer_d", "Outside diameter.", 50.0, 250.0);
    let bore = b.length("bore_d", "Bore for the pipe.", &outer / 5.0, &outer / 2.0);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &outer / 25.0, (&outer - &bore) / 6.0);
    let thick = b.length("thickness", "Thickness of the disc.", &outer / 20.0, &outer / 6.0);
    let bolts = b.count("bolts", "Number of bolts.", 3, 12);
    let pitch = b.value("bolt_r", (&outer + &bore) / 4.0);
    let disc = circle(0.0, 0.0, &outer / 2.0)
        .hole(circle(0.0, 0.0, &bore / 2.0))
        .hole(circle(&pitch, 0.0, &hole / 2.0).around(&bolts));
    b.add("disc", "The disc with its bore and bolt holes.", extrude(xy(0.0), disc, &thick));
    if b.draw.chance(0.6) {
        let hub = b.length("hub_h", "Height of the hub above the disc.", &thick / 2.0, &thick * 3.0);
        let wall = b.length("hub_wall", "Wall of the hub.", (&outer - &bore) / 25.0, (&outer - &bore) / 8.0);
        let ring = circle(0.0, 0.0, &bore / 2.0 + &wall).hole(circle(0.0, 0.0, &bore / 2.0));
        b.add("hub", "The hub that carries the pipe.", extrude(xy(&thick), ring, &hub));
    }
}

pub(super) fn blind_flange(b: &mut Builder) {
    b.part("blind_flange", "A blind flange with a raised sealing face.");
    let outer = b.length("outer_d", "Outside diameter.", 60.0, 300.0);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &outer / 25.0, &outer / 9.0);
    let pitch = b.length("bolt_circle_d", "Diameter of the bolt circle.", &outer * 0.7, &outer * 0.8);
    let bolts = b.count("bolts", "Number of bolts.", 4, 12);
    let thick = b.length("thickness", "Thickness of the disc.", &outer / 20.0, &outer / 8.0);
    let face = b.length("face_d", "Diameter of the sealing face.", &outer * 0.3, &outer * 0.55);
    let rise = b.length("face_h", "Height of the sealing face.", &thick / 8.0, &thick / 2.0);
    let disc = circle(0.0, 0.0, &outer / 2.0).hole(circle(&pitch / 2.0, 0.0, &hole / 2.0).around(&bolts));
    b.add("disc", "The disc with its bolt holes.", extrude(xy(0.0), disc, &thick));
    b.add("sealing_face", "The raised face.", extrude(xy(&thick), circle(0.0, 0.0, &face / 2.0), &rise));
}

pub(super) fn square_flange(b: &mut Builder) {
    b.part("square_flange", "A square flange with a round boss.");
    let side = b.length("side", "Side of the square.", 40.0, 160.0);
    let corner = b.length("corner_r", "Radius of the corners.", &side / 16.0, &side / 6.0);
    let thick = b.length("thickness", "Thickness of the square.", &side / 16.0, &side / 5.0);
    let bore = b.length("bore_d", "Bore through the boss.", &side / 5.0, &side * 0.4);
    let boss = b.length("boss_d", "Outside diameter of the boss.", &bore + &side / 12.0, &bore + &side / 5.0);
    let rise = b.length("boss_h", "Height of the boss above the square.", &thick / 2.0, &side / 2.0);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &side / 24.0, &side / 10.0);
    let pitch = b.value("hole_pitch", &side * 0.76);
    let plate = rounded(&side, &side, &corner)
        .hole(circle(0.0, 0.0, &bore / 2.0))
        .hole(circle(0.0, 0.0, &hole / 2.0).grid(2.0, 2.0, &pitch, &pitch));
    b.add("plate", "The square with its holes.", extrude(xy(0.0), plate, &thick));
    let ring = circle(0.0, 0.0, &boss / 2.0).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("boss", "The boss around the bore.", extrude(xy(&thick), ring, &rise));
}

pub(super) fn bolted_plate(b: &mut Builder) {
    b.part("bolted_plate", "A plate with a grid of bolt holes.");
    let width = b.length("width", "Length along x.", 60.0, 250.0);
    let depth = b.length("depth", "Length along y.", &width / 3.0, &width);
    let thick = b.length("thickness", "Thickness.", &depth / 16.0, &depth / 5.0);
    let corner = b.length("corner_r", "Radius of the corners.", &depth / 20.0, &depth / 6.0);
    let columns = b.count("columns", "Holes along x.", 2, 6);
    let rows = b.count("rows", "Holes along y.", 2, 4);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &depth / 25.0, &depth / 9.0);
    let dx = b.value("dx", &width * 0.76 / (&columns - 1.0));
    let dy = b.value("dy", &depth * 0.7 / (&rows - 1.0));
    let plate = rounded(&width, &depth, &corner).hole(circle(0.0, 0.0, &hole / 2.0).grid(&columns, &rows, &dx, &dy));
    b.add("plate", "The plate with its holes.", extrude(xy(0.0), plate, &thick));
    if b.draw.chance(0.4) {
        let sink = b.length("head_depth", "Depth of the counterbores.", &thick / 4.0, &thick * 0.7);
        let head = b.length("head_d", "Diameter of the counterbores.", &hole * 1.15, &hole * 1.3);
        let heads = circle(0.0, 0.0, &head / 2.0).grid(&columns, &rows, &dx, &dy);
        b.cut("counterbores", "Room for the heads.", extrude(xy(&thick - &sink), heads, &sink));
    }
}

pub(super) fn base_plate(b: &mut Builder) {
    b.part("base_plate", "A base plate that is adjusted along four slots.");
    let width = b.length("width", "Length along x.", 80.0, 300.0);
    let depth = b.length("depth", "Length along y.", &width / 2.0, &width * 0.9);
    let thick = b.length("thickness", "Thickness.", &width / 30.0, &width / 10.0);
    let slot_w = b.clearance("slot_w", "Width of the slots.", &width / 30.0, &width / 14.0);
    let slot_l = b.length("slot_l", "Travel along the slots.", &width / 20.0, &width / 7.0);
    let dx = b.value("slot_dx", &width * 0.65);
    let dy = b.value("slot_dy", &depth * 0.7);
    let slots = slot(at(-&slot_l / 2.0, 0.0), at(&slot_l / 2.0, 0.0), &slot_w).grid(2.0, 2.0, &dx, &dy);
    b.add("plate", "The plate with its slots.", extrude(xy(0.0), rect(&width, &depth).hole(slots), &thick));
    let pad_w = b.length("pad_w", "Length of the pad along x.", &width / 6.0, &width * 0.4);
    let pad_h = b.length("pad_h", "Height of the pad.", &thick / 4.0, &thick);
    b.add("pad", "The machined pad in the middle.", extrude(xy(&thick), rect(&pad_w, &depth), &pad_h));
}

pub(super) fn motor_mount(b: &mut Builder) {
    b.part("motor_mount", "A motor mount with a pilot bore and slots on the bolt circle.");
    let side = b.length("side", "Side of the plate.", 40.0, 140.0);
    let thick = b.length("thickness", "Thickness of the plate.", &side / 20.0, &side / 8.0);
    let pilot = b.length("pilot_d", "Bore for the pilot of the motor.", &side / 4.0, &side / 2.0);
    let slot_w = b.clearance("slot_w", "Width of the slots.", &side / 25.0, &side / 14.0);
    let inner = b.value("slot_start", &pilot * 0.36 + &side / 16.0);
    let outer = b.value("slot_end", &side * 0.33);
    let slots = slot(at(&inner, &inner), at(&outer, &outer), &slot_w).around(4.0);
    let plate = rect(&side, &side).hole(circle(0.0, 0.0, &pilot / 2.0)).hole(slots);
    b.add("plate", "The plate with pilot bore and slots.", extrude(xy(0.0), plate, &thick));
    let lip = b.length("foot_h", "Height of the foot.", &side / 8.0, &side / 2.0);
    let foot = rect_at(0.0, -&side / 2.0 + &thick / 2.0, &side, &thick);
    b.add("foot", "The foot along one edge.", extrude(xy(&thick), foot, &lip));
}

/// Sides, pilot bores and hole pitches of stepper motors, mm (NEMA ICS 16).
const NEMA: [(&str, f64, f64, f64, f64); 4] = [
    ("NEMA 14", 35.2, 22.0, 26.0, 3.4),
    ("NEMA 17", 42.3, 22.0, 31.0, 3.4),
    ("NEMA 23", 56.4, 38.1, 47.14, 5.5),
    ("NEMA 34", 86.4, 73.0, 69.6, 6.6),
];

pub(super) fn nema_plate(b: &mut Builder) {
    let (name, side, pilot, pitch, screw) = NEMA[b.draw.below(NEMA.len())];
    b.part("nema_plate", &format!("A mounting plate for a {name} motor."));
    let margin = b.length("margin", "Plate beyond the motor on every side.", 4.0, 30.0);
    let thick = b.length("thickness", "Thickness.", 2.0, 12.0);
    let corner = b.length("corner_r", "Radius of the corners.", 2.0, side / 6.0);
    let width = b.value("width", &margin * 2.0 + side);
    let motor = rounded(&width, &width, &corner)
        .hole(circle(0.0, 0.0, pilot / 2.0))
        .hole(circle(0.0, 0.0, screw / 2.0).grid(2.0, 2.0, pitch, pitch));
    b.add("plate", "The plate with pilot bore and screw holes.", extrude(xy(0.0), motor, &thick));
    if b.draw.chance(0.5) {
        let rim_h = b.length("rim_h", "Height of the rim.", 2.0, 20.0);
        let rim_w = b.length("rim_w", "Width of the rim.", 1.0, &margin * 0.6);
        let inner = b.value("rim_inner", &width - &rim_w * 2.0);
        let rim = rect_at(0.0, &inner / 2.0 + &rim_w / 2.0, &width - &corner * 2.0, &rim_w);
        b.add("rims", "The rims on two sides.", extrude(xy(&thick), rim, &rim_h)).mirror_y();
    }
}

pub(super) fn fixture_plate(b: &mut Builder) {
    b.part("fixture_plate", "A fixture plate with a grid of dowel holes.");
    let pitch = b.length("pitch", "Pitch of the grid.", 10.0, 40.0);
    let columns = b.count("columns", "Holes along x.", 3, 10);
    let rows = b.count("rows", "Holes along y.", 3, 8);
    let hole = b.length("hole_d", "Diameter of the holes.", &pitch * 0.2, &pitch * 0.5);
    let thick = b.length("thickness", "Thickness.", &pitch * 0.4, &pitch);
    let width = b.value("width", &columns * &pitch + &pitch);
    let depth = b.value("depth", &rows * &pitch + &pitch);
    let holes = circle(0.0, 0.0, &hole / 2.0).grid(&columns, &rows, &pitch, &pitch);
    b.add("plate", "The plate with its grid of holes.", extrude(xy(0.0), rect(&width, &depth).hole(holes), &thick));
    if b.draw.chance(0.5) {
        let groove =
            b.length("groove", "Width and depth of the grooves along the long sides.", &thick * 0.15, &thick * 0.3);
        let side = rect_at(&depth / 2.0 - &groove / 2.0, &thick / 2.0, &groove, &groove);
        b.cut("grooves", "Grooves for the clamps.", symmetric(yz(0.0), side, &width)).mirror_y();
    }
}

pub(super) fn end_cap(b: &mut Builder) {
    b.part("end_cap", "An end cap with a spigot that goes into a tube.");
    let outer = b.length("outer_d", "Outside diameter of the cap.", 20.0, 120.0);
    let spigot = b.length("spigot_d", "Diameter of the spigot.", &outer * 0.6, &outer * 0.9);
    let wall = b.length("wall", "Wall of the spigot.", &outer * 0.05, &outer * 0.15);
    let thick = b.length("thickness", "Thickness of the head.", &outer * 0.06, &outer * 0.25);
    let reach = b.length("reach", "Length of the spigot.", &outer * 0.15, &outer * 0.6);
    b.add("head", "The head.", extrude(xy(0.0), circle(0.0, 0.0, &outer / 2.0), &thick));
    let ring = circle(0.0, 0.0, &spigot / 2.0).hole(circle(0.0, 0.0, &spigot / 2.0 - &wall));
    b.add("spigot", "The spigot.", extrude(xy(&thick), ring, &reach));
    if b.draw.chance(0.5) {
        let notch = b.length("notch_w", "Width of the notch for a screwdriver.", &outer * 0.08, &outer * 0.2);
        let deep = b.length("notch_depth", "Depth of the notch.", &thick * 0.2, &thick * 0.6);
        b.cut("notch", "The notch across the head.", extrude(xy(0.0), rect(&outer, &notch), &deep));
    }
}

pub(super) fn cover(b: &mut Builder) {
    b.part("cover", "A cover with a lip that centres it in its opening.");
    let width = b.length("width", "Length along x.", 40.0, 200.0);
    let depth = b.length("depth", "Length along y.", &width / 2.0, &width);
    let corner = b.length("corner_r", "Radius of the corners.", &depth / 20.0, &depth / 8.0);
    let thick = b.length("thickness", "Thickness.", &depth / 30.0, &depth / 10.0);
    let inset = b.length("inset", "From the edge to the lip.", &depth / 6.0, &depth / 4.5);
    let lip_w = b.length("lip_w", "Width of the lip.", &depth / 30.0, &depth / 12.0);
    let lip_h = b.length("lip_h", "Height of the lip.", &thick / 2.0, &thick * 2.0);
    let hole = b.clearance("hole_d", "Clearance of the screws.", &depth / 25.0, &depth / 10.0);
    let dx = b.value("hole_dx", &width - &inset);
    let dy = b.value("hole_dy", &depth - &inset);
    let holes = circle(0.0, 0.0, &hole / 2.0).grid(2.0, 2.0, &dx, &dy);
    b.add(
        "plate",
        "The plate with its screw holes.",
        extrude(xy(0.0), rounded(&width, &depth, &corner).hole(holes), &thick),
    );
    let (w, d) = (b.value("lip_x", &width - &inset * 2.0), b.value("lip_y", &depth - &inset * 2.0));
    let lip = rect(&w, &d).hole(rect(&w - &lip_w * 2.0, &d - &lip_w * 2.0));
    b.add("lip", "The lip.", extrude(xy(&thick), lip, &lip_h));
}

pub(super) fn standoff_plate(b: &mut Builder) {
    b.part("standoff_plate", "A plate with four stand-offs for a circuit board.");
    let width = b.length("width", "Length along x.", 40.0, 160.0);
    let depth = b.length("depth", "Length along y.", &width / 2.0, &width);
    let thick = b.length("thickness", "Thickness of the plate.", 1.5, 6.0);
    let post = b.length("post_d", "Diameter of the stand-offs.", &depth / 12.0, &depth / 6.0);
    let screw = b.length("screw_d", "Hole for the screw.", &post * 0.3, &post * 0.6);
    let rise = b.length("post_h", "Height of the stand-offs.", 4.0, 25.0);
    let dx = b.value("post_dx", &width - &depth / 4.0);
    let dy = b.value("post_dy", &depth * 0.75);
    b.add("plate", "The plate.", extrude(xy(0.0), rect(&width, &depth), &thick));
    let posts = circle(0.0, 0.0, &post / 2.0).hole(circle(0.0, 0.0, &screw / 2.0)).grid(2.0, 2.0, &dx, &dy);
    b.add("posts", "The stand-offs with their screw holes.", extrude(xy(&thick), posts, &rise));
}

pub(super) fn heat_spreader(b: &mut Builder) {
    b.part("heat_spreader", "A heat spreader with a field of pins.");
    let pitch = b.length("pitch", "Pitch of the pins.", 4.0, 16.0);
    let columns = b.count("columns", "Pins along x.", 3, 9);
    let rows = b.count("rows", "Pins along y.", 3, 7);
    let pin = b.length("pin_w", "Width of a pin.", &pitch * 0.25, &pitch * 0.7);
    let rise = b.length("pin_h", "Height of the pins.", &pitch, &pitch * 4.0);
    let base = b.length("base_h", "Thickness of the base.", &pitch * 0.3, &pitch);
    let (width, depth) = (b.value("width", &columns * &pitch), b.value("depth", &rows * &pitch));
    b.add("base", "The base.", extrude(xy(0.0), rect(&width, &depth), &base));
    let round = b.draw.chance(0.5);
    let shape = if round { circle(0.0, 0.0, &pin / 2.0) } else { rect(&pin, &pin) };
    b.add("pins", "The pins.", extrude(xy(&base), shape.grid(&columns, &rows, &pitch, &pitch), &rise));
}

pub(super) fn vent_panel(b: &mut Builder) {
    b.part("vent_panel", "A panel with a field of ventilation slots.");
    let slot_w = b.length("slot_w", "Width of a slot.", 2.0, 8.0);
    let slot_l = b.length("slot_l", "Length of a slot between its centres.", &slot_w * 3.0, &slot_w * 12.0);
    let slots = b.count("slots", "Number of slots in a column.", 3, 12);
    let columns = b.count("columns", "Columns of slots.", 1, 3);
    let web = b.length("web", "Material between the slots.", &slot_w / 2.0, &slot_w * 2.0);
    let thick = b.length("thickness", "Thickness.", 1.0, 5.0);
    let dx = b.value("dx", &slot_l + &slot_w + &web);
    let dy = b.value("dy", &slot_w + &web);
    let (width, depth) = (&columns * &dx + &web * 3.0, &slots * &dy + &web * 3.0);
    let field = slot(at(-&slot_l / 2.0, 0.0), at(&slot_l / 2.0, 0.0), &slot_w).grid(&columns, &slots, &dx, &dy);
    b.add("panel", "The panel with its slots.", extrude(xy(0.0), rect(width, depth).hole(field), &thick));
}
