//! Brackets, clamps and supports.

use super::super::build::*;
use crate::corpus::plan::Expr;

pub(super) fn l_bracket(b: &mut Builder) {
    b.part("l_bracket", "An angle bracket with bolt holes in both legs.");
    let leg = b.length("leg", "Length of the foot along x.", 20.0, 120.0);
    let rise = b.length("rise", "Height of the upright leg.", &leg * 0.6, &leg * 1.5);
    let width = b.length("width", "Width along y.", &leg * 0.4, &leg * 1.2);
    let thick = b.length("thickness", "Thickness of the legs.", &leg / 14.0, &leg / 6.0);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &width / 8.0, &width / 4.5);
    let dy = b.value("hole_dy", &width / 2.0);
    let corner =
        polygon([at(0.0, 0.0), at(&leg, 0.0), at(&leg, &thick), at(&thick, &thick), at(&thick, &rise), at(0.0, &rise)]);
    b.add("angle", "The two legs.", symmetric(xz(0.0), corner, &width));
    let foot = circle((&leg + &thick) / 2.0, &dy / 2.0, &hole / 2.0).mirror_y();
    b.cut("foot_holes", "Bolt holes in the foot.", extrude(xy(0.0), foot, &thick));
    let upright = circle(&dy / 2.0, (&rise + &thick) / 2.0, &hole / 2.0).mirror_x();
    b.cut("upright_holes", "Bolt holes in the upright leg.", extrude(yz(0.0), upright, &thick));
}

pub(super) fn ribbed_bracket(b: &mut Builder) {
    b.part("ribbed_bracket", "A shelf bracket stiffened by a triangular rib.");
    let leg = b.length("leg", "Length of the shelf.", 40.0, 200.0);
    let rise = b.length("rise", "Height of the wall leg.", &leg * 0.6, &leg * 1.2);
    let width = b.length("width", "Width.", &leg * 0.2, &leg * 0.6);
    let thick = b.length("thickness", "Thickness of the legs.", &leg / 20.0, &leg / 9.0);
    let rib = b.length("rib_w", "Thickness of the rib.", &width * 0.15, &width * 0.4);
    let reach = b.length("rib_reach", "How far the rib reaches along both legs.", &leg * 0.2, &leg * 0.45);
    let hole = b.clearance("hole_d", "Clearance of the wall screws.", &width / 10.0, &width / 5.0);
    let corner =
        polygon([at(0.0, 0.0), at(&leg, 0.0), at(&leg, &thick), at(&thick, &thick), at(&thick, &rise), at(0.0, &rise)]);
    b.add("angle", "The two legs.", symmetric(xz(0.0), corner, &width));
    let triangle = polygon([at(&thick, &thick), at(&thick + &reach, &thick), at(&thick, &thick + &reach)]);
    b.add("rib", "The rib in the corner.", symmetric(xz(0.0), triangle, &rib));
    let holes = circle(&width * 0.3, &rise * 0.75, &hole / 2.0).mirror_x();
    b.cut("wall_holes", "Holes for the wall screws.", extrude(yz(0.0), holes, &thick));
}

pub(super) fn u_bracket(b: &mut Builder) {
    b.part("u_bracket", "A U bracket with a pivot hole through both cheeks.");
    let width = b.length("width", "Distance between the outer sides.", 20.0, 100.0);
    let rise = b.length("rise", "Height of the cheeks.", &width * 0.8, &width * 1.6);
    let depth = b.length("depth", "Depth along y.", &width * 0.4, &width);
    let thick = b.length("thickness", "Thickness of the sheet.", &width / 15.0, &width / 6.0);
    let pivot = b.length("pivot_d", "Diameter of the pivot hole.", &depth / 7.0, &depth * 0.4);
    let screw = b.clearance("screw_d", "Hole in the bottom.", &depth / 8.0, &depth / 3.0);
    let inner = b.value("inner_w", &width - &thick * 2.0);
    let profile = polygon([
        at(-&width / 2.0, 0.0),
        at(&width / 2.0, 0.0),
        at(&width / 2.0, &rise),
        at(&inner / 2.0, &rise),
        at(&inner / 2.0, &thick),
        at(-&inner / 2.0, &thick),
        at(-&inner / 2.0, &rise),
        at(-&width / 2.0, &rise),
    ]);
    b.add("channel", "The bent sheet.", symmetric(xz(0.0), profile, &depth));
    let eye = circle(0.0, &rise - &depth * 0.3, &pivot / 2.0);
    b.cut("pivot", "The pivot hole through both cheeks.", symmetric(yz(0.0), eye, &width));
    b.cut("screw_hole", "The hole in the bottom.", extrude(xy(0.0), circle(0.0, 0.0, &screw / 2.0), &thick));
}

pub(super) fn z_bracket(b: &mut Builder) {
    b.part("z_bracket", "A Z bracket that bridges a step.");
    let foot = b.length("foot", "Length of the lower flange.", 15.0, 80.0);
    let step = b.length("step_h", "Height of the step.", &foot * 0.4, &foot * 1.4);
    let thick = b.length("thickness", "Thickness of the sheet.", &foot / 14.0, &foot / 6.0);
    let head = b.length("head", "Length of the upper flange.", &foot * 0.7, &foot * 1.3);
    let width = b.length("width", "Width.", &foot * 0.5, &foot * 1.5);
    let hole = b.clearance("hole_d", "Clearance of the screws.", &foot / 6.0, &foot / 3.0);
    let profile = polygon([
        at(-&foot, 0.0),
        at(&thick, 0.0),
        at(&thick, &step),
        at(&head, &step),
        at(&head, &step + &thick),
        at(0.0, &step + &thick),
        at(0.0, &thick),
        at(-&foot, &thick),
    ]);
    b.add("sheet", "The bent sheet.", symmetric(xz(0.0), profile, &width));
    b.cut(
        "foot_hole",
        "The hole in the lower flange.",
        extrude(xy(0.0), circle(-&foot / 2.0, 0.0, &hole / 2.0), &thick),
    );
    let head_x = (&head + &thick) / 2.0;
    b.cut("head_hole", "The hole in the upper flange.", extrude(xy(&step), circle(head_x, 0.0, &hole / 2.0), &thick));
}

pub(super) fn gusset(b: &mut Builder) {
    b.part("gusset", "A gusset plate for a corner of profiles.");
    let side = b.length("side", "Length of the two square sides.", 30.0, 160.0);
    let nose = b.length("nose", "Width of the ends.", &side * 0.2, &side * 0.4);
    let thick = b.length("thickness", "Thickness.", &side / 30.0, &side / 10.0);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &nose / 5.0, &nose / 2.2);
    let holes = b.count("holes", "Holes along one side.", 2, 3);
    let pitch = b.value("hole_pitch", (&side - &nose) / &holes);
    let corner = polygon([at(0.0, 0.0), at(&side, 0.0), at(&side, &nose), at(&nose, &side), at(0.0, &side)]);
    let first = b.value("margin", &nose / 2.0);
    let plate = corner
        .hole(circle(&first, &first, &hole / 2.0).row(&holes, &pitch, 0.0))
        .hole(circle(&first, &first + &pitch, &hole / 2.0).row(&holes - 1.0, 0.0, &pitch));
    b.add("plate", "The plate with its bolt holes.", extrude(xy(0.0), plate, &thick));
}

pub(super) fn clevis(b: &mut Builder) {
    b.part("clevis", "A clevis with a pin through its fork.");
    let width = b.length("width", "Width across the fork.", 12.0, 60.0);
    let gap = b.length("gap", "Width of the slot.", &width * 0.3, &width * 0.5);
    let reach = b.length("reach", "From the root of the slot to the pin.", &width * 0.7, &width * 1.6);
    let pin = b.length("pin_d", "Diameter of the pin.", &width * 0.2, &width * 0.5);
    let shank = b.length("shank_d", "Diameter of the shank.", &width * 0.4, &width * 0.9);
    let length = b.length("shank_l", "Length of the shank.", &width, &width * 2.0);
    let root = b.value("root", &width / 2.0);
    let end = b.value("pin_z", &root + &reach);
    let radius = b.value("radius", &width / 2.0);
    let cheek = path(
        at(-&radius, 0.0),
        [
            line(&radius, 0.0),
            line(&radius, &end),
            arc(at(0.0, &end + &radius), at(-&radius, &end)),
            line(-&radius, 0.0),
        ],
    );
    b.add(
        "fork",
        "The head with its bore for the pin.",
        symmetric(xz(0.0), cheek.hole(circle(0.0, &end, &pin / 2.0)), &width),
    );
    let space = rect_at(0.0, (&reach + &radius) / 2.0 + &root, &gap, &reach + &radius);
    b.cut("slot_cut", "The slot of the fork.", symmetric(yz(0.0), space, &width));
    b.add("shank", "The shank.", extrude(xy(0.0), circle(0.0, 0.0, &shank / 2.0), -&length));
}

pub(super) fn pillow_block(b: &mut Builder) {
    b.part("pillow_block", "A pillow block for a plain bearing.");
    let bore = b.length("bore_d", "Bore of the bearing seat.", 10.0, 60.0);
    let wall = b.length("wall", "Material around the bore.", &bore * 0.2, &bore * 0.5);
    let rise = b.length("axis_h", "Height of the axis.", &bore * 0.9, &bore * 1.5);
    let width = b.length("width", "Width along the axis.", &bore * 0.6, &bore * 1.4);
    let foot = b.length("foot_l", "Length of a foot beside the housing.", &bore * 0.6, &bore);
    let base = b.length("base_h", "Thickness of the feet.", &bore * 0.15, &bore * 0.35);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &bore * 0.15, &bore * 0.4);
    let radius = b.value("radius", &bore / 2.0 + &wall);
    let body = path(
        at(-&radius, 0.0),
        [
            line(&radius, 0.0),
            line(&radius, &rise),
            arc(at(0.0, &rise + &radius), at(-&radius, &rise)),
            line(-&radius, 0.0),
        ],
    );
    b.add(
        "housing",
        "The housing with the bearing seat.",
        symmetric(xz(0.0), body.hole(circle(0.0, &rise, &bore / 2.0)), &width),
    );
    let middle = b.value("foot_x", &radius + &foot / 2.0);
    let plate = rect_at(&middle, 0.0, &foot, &width).hole(circle(&middle, 0.0, &hole / 2.0));
    b.add("feet", "The feet with their bolt holes.", extrude(xy(0.0), plate, &base)).mirror_x();
}

pub(super) fn hinge_leaf(b: &mut Builder) {
    b.part("hinge_leaf", "A hinge leaf with its knuckles.");
    let pin = b.length("pin_d", "Diameter of the pin.", 2.0, 10.0);
    let wall = b.length("wall", "Wall of the knuckles and thickness of the leaf.", &pin * 0.3, &pin * 0.7);
    let knuckle = b.length("knuckle_l", "Length of one knuckle.", &pin * 1.5, &pin * 4.0);
    let knuckles = b.count("knuckles", "Number of knuckles of this leaf.", 2, 4);
    let leaf = b.length("leaf_w", "Width of the leaf.", &pin * 4.0, &pin * 10.0);
    let hole = b.clearance("hole_d", "Clearance of the screws.", &pin * 0.5, &pin);
    let radius = b.value("radius", &pin / 2.0 + &wall);
    let length = b.value("full_length", &knuckle * (&knuckles * 2.0 - 1.0));
    let screws = circle((&leaf + &radius) / 2.0, &knuckle / 2.0, &hole / 2.0).row(&knuckles, 0.0, &knuckle * 2.0);
    let plate = rect_at((&leaf + &radius) / 2.0, &length / 2.0, &leaf - &radius, &length).hole(screws);
    b.add("leaf", "The leaf with its screw holes.", extrude(xy(0.0), plate, &wall));
    let eye = path(
        at(&radius, 0.0),
        [
            line(&radius, &radius),
            arc(at(0.0, &radius * 2.0), at(-&radius, &radius)),
            arc(at(-&radius * 0.6, &radius * 0.2), at(0.0, 0.0)),
            line(&radius, 0.0),
        ],
    );
    let knuckle_body = extrude(xz(0.0), eye.hole(circle(0.0, &radius, &pin / 2.0)), -&knuckle);
    b.add("eyes", "The knuckles around the pin.", knuckle_body)
        .row(&knuckles, [0.0.into(), &knuckle * 2.0, 0.0.into()]);
}

pub(super) fn tube_clamp(b: &mut Builder) {
    b.part("tube_clamp", "A split clamp for a tube.");
    let tube = b.length("tube_d", "Diameter of the tube.", 10.0, 60.0);
    let wall = b.length("wall", "Wall around the tube.", &tube * 0.15, &tube * 0.35);
    let width = b.length("width", "Width along the tube.", &tube * 0.3, &tube);
    let ear = b.length("ear_l", "Length of the ears.", &tube * 0.4, &tube * 0.8);
    let gap = b.length("gap", "Width of the split.", &tube * 0.05, &tube * 0.15);
    let bolt = b.clearance("bolt_d", "Clearance of the bolt.", &tube * 0.08, &tube * 0.18);
    let radius = b.value("radius", &tube / 2.0 + &wall);
    let height = b.value("ear_h", &wall * 2.0 + &gap);
    b.add("band", "The ring.", extrude(xy(0.0), circle(0.0, 0.0, &radius), &width));
    b.add(
        "ears",
        "The ears for the bolt.",
        extrude(xy(0.0), rect_at((&radius + &ear) / 2.0, 0.0, &radius + &ear, &height), &width),
    );
    b.cut("seat", "The seat of the tube.", extrude(xy(0.0), circle(0.0, 0.0, &tube / 2.0), &width));
    b.cut("split", "The split.", extrude(xy(0.0), rect_at((&radius + &ear) / 2.0, 0.0, &radius + &ear, &gap), &width));
    let hole = circle(&radius + &ear / 2.0, &width / 2.0, &bolt / 2.0);
    b.cut("bolt_hole", "The hole of the bolt through both ears.", symmetric(xz(0.0), hole, &height));
}

pub(super) fn din_clip(b: &mut Builder) {
    b.part("din_clip", "A clip that snaps on a 35 mm DIN rail.");
    let width = b.length("width", "Width of the clip.", 6.0, 40.0);
    let back = b.length("back", "Thickness of the back.", 3.0, 8.0);
    let wall = b.length("wall", "Thickness of the jaws.", 2.5, 6.0);
    let lip = b.length("lip", "How far the lips reach behind the rail.", 1.0, 3.0);
    let gap = b.length("rail_gap", "Room for the edge of the rail.", 1.1, 2.0);
    let half = 17.5;
    let front = b.value("front", &back + &gap + &wall / 2.0);
    let profile = polygon([
        at(&wall + half, 0.0),
        at(&wall + half, &front),
        at(Expr::from(half) - &lip, &front),
        at(Expr::from(half) - &lip, &back + &gap),
        at(half, &back + &gap),
        at(half, &back),
        at(-half, &back),
        at(-half, &back + &gap),
        at(&lip - half, &back + &gap),
        at(&lip - half, &front),
        at(-&wall - half, &front),
        at(-&wall - half, 0.0),
    ]);
    b.add("clip", "The profile that grips the rail.", extrude(xy(0.0), profile, &width));
    if b.draw.chance(0.6) {
        let screw = b.length("screw_d", "Hole for the screw of the device.", &width * 0.2, &width * 0.5);
        b.cut(
            "screw_hole",
            "The hole through the back.",
            extrude(xz(0.0), circle(0.0, &width / 2.0, &screw / 2.0), -&back),
        );
    }
}

pub(super) fn saddle(b: &mut Builder) {
    b.part("saddle", "A cable saddle with two screw ears.");
    let cable = b.length("cable_d", "Diameter of the cable.", 6.0, 40.0);
    let wall = b.length("wall", "Wall over the cable.", &cable * 0.12, &cable * 0.35);
    let ear = b.length("ear_l", "Length of an ear.", &cable * 0.6, &cable * 1.2);
    let width = b.length("width", "Width along the cable.", &cable * 0.5, &cable * 1.2);
    let hole = b.clearance("hole_d", "Clearance of the screws.", &cable * 0.15, &cable * 0.35);
    let radius = b.value("radius", &cable / 2.0 + &wall);
    let inner = b.value("cable_r", &cable / 2.0);
    let end = b.value("end", &radius + &ear);
    let profile = path(
        at(&inner, 0.0),
        [
            line(&end, 0.0),
            line(&end, &wall),
            line(&radius, &wall),
            arc(at(0.0, &radius + &wall), at(-&radius, &wall)),
            line(-&end, &wall),
            line(-&end, 0.0),
            line(-&inner, 0.0),
            arc(at(0.0, &inner), at(&inner, 0.0)),
        ],
    );
    b.add("strap", "The strap.", symmetric(xz(0.0), profile, &width));
    let holes = circle(&radius + &ear / 2.0, 0.0, &hole / 2.0).mirror_x();
    b.cut("screw_holes", "The holes in the ears.", extrude(xy(0.0), holes, &wall));
}
