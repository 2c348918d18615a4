//! Extruded profiles and ground blocks.

use super::super::build::*;

pub(super) fn angle_bar(b: &mut Builder) {
    b.part("angle_bar", "An unequal angle, cut to length.");
    let leg = b.length("leg", "Longer leg.", 15.0, 120.0);
    let short = b.length("short_leg", "Shorter leg.", &leg * 0.5, &leg);
    let wall = b.length("wall", "Wall.", &leg * 0.06, &leg * 0.2);
    let length = b.length("length", "Length of the bar.", &leg, &leg * 8.0);
    let corner =
        polygon([at(0.0, 0.0), at(&short, 0.0), at(&short, &wall), at(&wall, &wall), at(&wall, &leg), at(0.0, &leg)]);
    b.add("bar", "The bar.", extrude(xy(0.0), corner, &length));
    if b.draw.chance(0.5) {
        let hole = b.clearance("hole_d", "Holes along the longer leg.", &leg * 0.1, &leg * 0.3);
        let holes = b.count("holes", "Number of holes.", 2, 3);
        let pitch = b.value("hole_pitch", &length / &holes);
        let row = circle((&leg + &wall) / 2.0, &pitch / 2.0, &hole / 2.0).row(&holes, 0.0, &pitch);
        b.cut("hole_row", "The holes along the longer leg.", extrude(yz(0.0), row, &wall));
    }
}

pub(super) fn channel(b: &mut Builder) {
    b.part("channel", "A U channel, cut to length.");
    let web = b.length("web", "Height of the web.", 20.0, 160.0);
    let flange = b.length("flange", "Width of the flanges.", &web * 0.3, &web * 0.8);
    let wall = b.length("wall", "Thickness of web and flanges.", &web * 0.04, &web * 0.12);
    let length = b.length("length", "Length.", &web, &web * 6.0);
    let half = b.value("half", &web / 2.0);
    let profile = polygon([
        at(0.0, -&half),
        at(&flange, -&half),
        at(&flange, &wall - &half),
        at(&wall, &wall - &half),
        at(&wall, &half - &wall),
        at(&flange, &half - &wall),
        at(&flange, &half),
        at(0.0, &half),
    ]);
    b.add("beam", "The channel.", extrude(xy(0.0), profile, &length));
    if b.draw.chance(0.4) {
        let slot_w = b.length("slot_w", "Width of the slot in the web.", &web * 0.15, &web * 0.4);
        let slot_l = b.length("slot_l", "Length of the slot between its centres.", &length * 0.3, &length * 0.5);
        let opening = slot(at(0.0, (&length - &slot_l) / 2.0), at(0.0, (&length + &slot_l) / 2.0), &slot_w);
        b.cut("slot_cut", "The slot in the web.", extrude(yz(0.0), opening, &wall));
    }
}

pub(super) fn i_beam(b: &mut Builder) {
    b.part("i_beam", "An I beam, cut to length.");
    let height = b.length("height", "Height.", 40.0, 300.0);
    let flange = b.length("flange_w", "Width of the flanges.", &height * 0.4, &height);
    let flange_h = b.length("flange_h", "Thickness of the flanges.", &height * 0.05, &height * 0.15);
    let web = b.length("web_w", "Thickness of the web.", &height * 0.03, &height * 0.1);
    let length = b.length("length", "Length.", &height, &height * 6.0);
    let (x, y) = (b.value("half_flange", &flange / 2.0), b.value("half_height", &height / 2.0));
    let (w, z) = (b.value("half_web", &web / 2.0), b.value("half_clear", &height / 2.0 - &flange_h));
    let profile = polygon([
        at(-&x, -&y),
        at(&x, -&y),
        at(&x, -&z),
        at(&w, -&z),
        at(&w, &z),
        at(&x, &z),
        at(&x, &y),
        at(-&x, &y),
        at(-&x, &z),
        at(-&w, &z),
        at(-&w, -&z),
        at(-&x, -&z),
    ]);
    b.add("beam", "The beam.", extrude(xy(0.0), profile, &length));
}

pub(super) fn hollow_section(b: &mut Builder) {
    b.part("hollow_section", "A rectangular hollow section.");
    let width = b.length("width", "Outside width.", 15.0, 150.0);
    let height = b.length("height", "Outside height.", &width * 0.5, &width * 1.5);
    let wall = b.length("wall", "Wall.", &width * 0.04, &width * 0.12);
    let outer = b.length("outer_r", "Radius of the outer corners.", &wall * 1.2, &wall * 1.9);
    let length = b.length("length", "Length.", &width, &width * 8.0);
    let inside = rounded(&width - &wall * 2.0, &height - &wall * 2.0, &outer - &wall);
    b.add("tube", "The section.", extrude(xy(0.0), rounded(&width, &height, &outer).hole(inside), &length));
    if b.draw.chance(0.5) {
        let hole = b.clearance("hole_d", "Cross hole near the end.", &width * 0.08, &width * 0.3);
        b.cut("cross_hole", "The cross hole.", symmetric(xz(0.0), circle(0.0, &width / 2.0, &hole / 2.0), &height));
    }
}

pub(super) fn t_slot(b: &mut Builder) {
    b.part("t_slot", "A T-slot profile with a core bore.");
    let side = b.length("side", "Side of the profile.", 15.0, 60.0);
    let mouth = b.length("mouth_w", "Width of the mouth of a slot.", &side * 0.18, &side * 0.3);
    let lip = b.length("lip", "Thickness of the lips.", &side * 0.06, &side * 0.1);
    let room_w = b.length("room_w", "Width of the room behind the lips.", &side * 0.35, &side * 0.46);
    let room_h = b.length("room_h", "Depth of the room behind the lips.", &side * 0.1, &side * 0.15);
    let core = b.length("core_d", "Core bore.", &side * 0.12, &side * 0.24);
    let length = b.length("length", "Length.", &side, &side * 10.0);
    let bar = rect(&side, &side).hole(circle(0.0, 0.0, &core / 2.0));
    b.add("bar", "The bar with its core bore.", extrude(xy(0.0), bar, &length));
    let half = b.value("half", &side / 2.0);
    let floor = b.value("floor_x", &half - &lip - &room_h);
    let tee = polygon([
        at(&half, -&mouth / 2.0),
        at(&half, &mouth / 2.0),
        at(&half - &lip, &mouth / 2.0),
        at(&half - &lip, &room_w / 2.0),
        at(&floor, &room_w / 2.0),
        at(&floor, -&room_w / 2.0),
        at(&half - &lip, -&room_w / 2.0),
        at(&half - &lip, -&mouth / 2.0),
    ]);
    b.cut("slots", "The four T slots.", extrude(xy(0.0), tee.around(4.0), &length));
}

pub(super) fn v_block(b: &mut Builder) {
    b.part("v_block", "A V block with a relief groove.");
    let width = b.length("width", "Width across the V.", 25.0, 120.0);
    let height = b.length("height", "Height.", &width * 0.7, &width * 1.2);
    let length = b.length("length", "Length.", &width * 0.6, &width * 2.0);
    let v = b.length("v_depth", "Depth of the V; its mouth is twice as wide.", &width * 0.25, &width * 0.4);
    let relief = b.length("relief_w", "Width of the relief groove.", &width * 0.06, &width * 0.12);
    let deep = b.length("relief_depth", "Depth of the relief groove below the V.", &width * 0.05, &width * 0.12);
    let block = rect_at(0.0, &height / 2.0, &width, &height);
    b.add("block", "The block.", symmetric(xz(0.0), block, &length));
    let vee = polygon([at(0.0, &height - &v), at(&v, &height), at(-&v, &height)]);
    b.cut("vee", "The V.", symmetric(xz(0.0), vee, &length));
    let floor = b.value("relief_z", &height - &v - &deep);
    let groove = rect_at(0.0, &floor + (&deep + &relief / 2.0) / 2.0, &relief, &deep + &relief / 2.0);
    b.cut("relief", "The relief groove.", symmetric(xz(0.0), groove, &length));
}

pub(super) fn wedge(b: &mut Builder) {
    b.part("wedge", "A levelling wedge with an adjusting slot.");
    let length = b.length("length", "Length.", 30.0, 160.0);
    let thick = b.length("thick_end", "Height of the thick end.", &length * 0.15, &length * 0.4);
    let thin = b.length("thin_end", "Height of the thin end.", &length * 0.03, &length * 0.1);
    let width = b.length("width", "Width.", &length * 0.2, &length * 0.6);
    let slot_w = b.length("slot_w", "Width of the slot.", &width * 0.15, &width * 0.4);
    let side = polygon([at(0.0, 0.0), at(&length, 0.0), at(&length, &thick), at(0.0, &thin)]);
    b.add("wedge_body", "The wedge.", symmetric(xz(0.0), side, &width));
    let opening = slot(at(&length * 0.3, 0.0), at(&length * 0.7, 0.0), &slot_w);
    b.cut("slot_cut", "The slot, through all.", extrude(xy(0.0), opening, &thick));
}

pub(super) fn stepped_block(b: &mut Builder) {
    b.part("stepped_block", "A stepped clamping block.");
    let run = b.length("run", "Run of one step.", 5.0, 25.0);
    let rise = b.length("rise", "Rise of one step.", &run * 0.5, &run * 1.5);
    let width = b.length("width", "Width.", &run, &run * 5.0);
    b.add("first", "The lowest step.", extrude(xy(0.0), rect_at(&run * 2.0, 0.0, &run * 4.0, &width), &rise));
    b.add("second", "The second step.", extrude(xy(&rise), rect_at(&run * 2.5, 0.0, &run * 3.0, &width), &rise));
    b.add("third", "The third step.", extrude(xy(&rise * 2.0), rect_at(&run * 3.0, 0.0, &run * 2.0, &width), &rise));
    if b.draw.chance(0.5) {
        let hole = b.length("hole_d", "Bore through the highest step.", &run * 0.3, &run * 0.8);
        b.cut("bore", "The bore.", extrude(xy(0.0), circle(&run * 3.0, 0.0, &hole / 2.0), &rise * 3.0));
    }
}

pub(super) fn dovetail(b: &mut Builder) {
    b.part("dovetail", "A dovetail slide.");
    let width = b.length("width", "Width of the base.", 30.0, 150.0);
    let base = b.length("base_h", "Height of the base.", &width * 0.12, &width * 0.3);
    let tail = b.length("tail_h", "Height of the tail.", &width * 0.1, &width * 0.2);
    let root = b.length("root_w", "Width of the tail at its root.", &width * 0.25, &width * 0.45);
    let length = b.length("length", "Length.", &width * 0.6, &width * 2.5);
    let base_body = symmetric(xz(0.0), rect_at(0.0, &base / 2.0, &width, &base), &length);
    b.add("base", "The base.", base_body);
    // 60 degrees: the tail widens by tan 30° of its height on either side.
    let wide = b.value("half_top", &root / 2.0 + &tail * 0.577);
    let profile =
        polygon([at(-&root / 2.0, &base), at(&root / 2.0, &base), at(&wide, &base + &tail), at(-&wide, &base + &tail)]);
    b.add("tail", "The tail.", symmetric(xz(0.0), profile, &length));
    if b.draw.chance(0.4) {
        let hole = b.clearance("hole_d", "Clearance of the screws in the base.", &width * 0.06, &width * 0.12);
        let holes = circle(&width * 0.39, 0.0, &hole / 2.0).mirror_x();
        b.cut("screw_holes", "The holes in the base.", extrude(xy(0.0), holes, &base));
    }
}

pub(super) fn parallel(b: &mut Builder) {
    b.part("parallel", "A ground parallel with lightening holes.");
    let length = b.length("length", "Length.", 60.0, 200.0);
    let height = b.length("height", "Height.", &length * 0.12, &length * 0.25);
    let thick = b.length("thickness", "Thickness.", &length * 0.03, &length * 0.1);
    let holes = b.count("holes", "Number of lightening holes.", 2, 5);
    let hole = b.length("hole_d", "Diameter of the holes.", &height * 0.3, &height * 0.6);
    let pitch = b.value("pitch", &length / (&holes + 1.0));
    let row = circle(&pitch, &height / 2.0, &hole / 2.0).row(&holes, &pitch, 0.0);
    let bar = rect_at(&length / 2.0, &height / 2.0, &length, &height).hole(row);
    b.add("bar", "The bar.", symmetric(xz(0.0), bar, &thick));
}

pub(super) fn sine_bar(b: &mut Builder) {
    b.part("sine_bar", "A sine bar on two rollers.");
    let span = b.length("span", "Distance of the rollers.", 60.0, 200.0);
    let roller = b.length("roller_d", "Diameter of the rollers.", &span * 0.1, &span * 0.2);
    let height = b.length("height", "Height of the bar.", &span * 0.12, &span * 0.25);
    let width = b.length("width", "Width.", &span * 0.15, &span * 0.4);
    let length = b.value("full_length", &span + &roller);
    let bar = polygon([
        at(-&length / 2.0, 0.0),
        at(&length / 2.0, 0.0),
        at(&length / 2.0, &height),
        at(-&length / 2.0, &height),
    ]);
    b.add("bar", "The bar.", symmetric(xz(0.0), bar, &width));
    let rollers = circle(&span / 2.0, 0.0, &roller / 2.0).mirror_x();
    b.add("rollers", "The rollers, half of each below the bar.", symmetric(xz(0.0), rollers, &width));
    if b.draw.chance(0.6) {
        let hole = b.length("hole_d", "Lightening holes.", &height * 0.25, &height * 0.45);
        let window = circle(&span * 0.25, &height * 0.6, &hole / 2.0).mirror_x();
        b.cut("windows", "The lightening holes.", symmetric(xz(0.0), window, &width));
    }
}

pub(super) fn heat_sink(b: &mut Builder) {
    b.part("heat_sink", "An extruded heat sink.");
    let pitch = b.length("pitch", "Pitch of the fins.", 3.0, 12.0);
    let fins = b.count("fins", "Number of fins.", 4, 14);
    let fin = b.length("fin_w", "Thickness of a fin.", &pitch * 0.2, &pitch * 0.5);
    let rise = b.length("fin_h", "Height of the fins.", &pitch * 1.5, &pitch * 5.0);
    let base = b.length("base_h", "Thickness of the base.", &pitch * 0.5, &pitch * 1.5);
    let length = b.length("length", "Length.", &pitch * 4.0, &pitch * 20.0);
    let width = b.value("width", (&fins - 1.0) * &pitch + &fin);
    b.add("base", "The base.", extrude(xy(0.0), rect_at(&width / 2.0, 0.0, &width, &length), &base));
    let blades = rect_at(&fin / 2.0, 0.0, &fin, &length).row(&fins, &pitch, 0.0);
    b.add("blades", "The fins.", extrude(xy(&base), blades, &rise));
}

pub(super) fn rack(b: &mut Builder) {
    b.part("rack", "A toothed rack with trapezoid teeth.");
    let pitch = b.length("pitch", "Pitch of the teeth.", 3.0, 20.0);
    let teeth = b.count("teeth", "Number of teeth.", 5, 20);
    let tooth = b.length("tooth_h", "Height of a tooth.", &pitch * 0.4, &pitch * 0.7);
    let back = b.length("back_h", "Height of the back.", &pitch * 0.6, &pitch * 2.0);
    let width = b.length("width", "Width.", &pitch, &pitch * 5.0);
    let length = b.value("full_length", &teeth * &pitch);
    b.add("back", "The back.", symmetric(xz(0.0), rect_at(&length / 2.0, &back / 2.0, &length, &back), &width));
    let profile = polygon([
        at(&pitch * 0.1, &back),
        at(&pitch * 0.9, &back),
        at(&pitch * 0.65, &back + &tooth),
        at(&pitch * 0.35, &back + &tooth),
    ]);
    b.add("tooth_row", "The teeth.", symmetric(xz(0.0), profile.row(&teeth, &pitch, 0.0), &width));
}
