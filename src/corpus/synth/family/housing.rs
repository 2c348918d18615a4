//! Boxes, housings and blocks with bores.

use super::super::build::*;

pub(super) fn tray(b: &mut Builder) {
    b.part("tray", "An open tray with round corners.");
    let width = b.length("width", "Outside length along x.", 40.0, 200.0);
    let depth = b.length("depth", "Outside length along y.", &width * 0.5, &width);
    let height = b.length("height", "Outside height.", &depth * 0.2, &depth * 0.8);
    let wall = b.length("wall", "Wall and floor.", &depth * 0.03, &depth * 0.08);
    let corner = b.length("corner_r", "Outside radius of the corners.", &wall * 1.5, &wall * 3.0);
    b.add("block", "The block.", extrude(xy(0.0), rounded(&width, &depth, &corner), &height));
    let inside = rounded(&width - &wall * 2.0, &depth - &wall * 2.0, &corner - &wall);
    b.cut("cavity", "The room inside.", extrude(xy(&wall), inside, &height - &wall));
    if b.draw.chance(0.5) {
        let dividers = b.count("dividers", "Number of dividers.", 1, 4);
        let pitch = b.value("pitch", (&width - &wall) / (&dividers + 1.0));
        let left = b.value("first_x", &pitch - (&width - &wall) / 2.0);
        let sheet = rect_at(&left, 0.0, &wall, &depth - &wall * 2.0).row(&dividers, &pitch, 0.0);
        b.add("divider_row", "The dividers.", extrude(xy(&wall), sheet, (&height - &wall) * 0.8));
    }
}

pub(super) fn lid_box(b: &mut Builder) {
    b.part("lid_box", "A box with a recess for its lid.");
    let width = b.length("width", "Outside length along x.", 40.0, 160.0);
    let depth = b.length("depth", "Outside length along y.", &width * 0.5, &width);
    let height = b.length("height", "Outside height.", &depth * 0.3, &depth);
    let wall = b.length("wall", "Wall and floor.", &depth * 0.06, &depth * 0.12);
    let ledge = b.length("ledge", "Width of the ledge under the lid.", &wall * 0.3, &wall * 0.6);
    let lid = b.length("lid_h", "Depth of the recess.", &height * 0.06, &height * 0.2);
    b.add("block", "The block.", extrude(xy(0.0), rect(&width, &depth), &height));
    let (w, d) = (b.value("inner_w", &width - &wall * 2.0), b.value("inner_d", &depth - &wall * 2.0));
    b.cut("cavity", "The room inside.", extrude(xy(&wall), rect(&w, &d), &height - &wall));
    let recess = rect(&w + &ledge * 2.0, &d + &ledge * 2.0);
    b.cut("recess", "The recess for the lid.", extrude(xy(&height - &lid), recess, &lid));
}

pub(super) fn project_box(b: &mut Builder) {
    b.part("project_box", "A housing with screw posts in its corners and a cable opening.");
    let width = b.length("width", "Outside length along x.", 50.0, 180.0);
    let depth = b.length("depth", "Outside length along y.", &width * 0.6, &width);
    let height = b.length("height", "Outside height.", &depth * 0.35, &depth * 0.8);
    let wall = b.length("wall", "Wall and floor.", &depth * 0.03, &depth * 0.06);
    let post = b.length("post_d", "Diameter of the screw posts.", &depth * 0.1, &depth * 0.18);
    let screw = b.length("screw_d", "Hole in a post.", &post * 0.35, &post * 0.6);
    let cable = b.length("cable_d", "Cable opening.", &height * 0.15, &height * 0.4);
    let shell = rect(&width, &depth).hole(rect(&width - &wall * 2.0, &depth - &wall * 2.0));
    b.add("bottom", "The floor.", extrude(xy(0.0), rect(&width, &depth), &wall));
    b.add("walls", "The walls.", extrude(xy(&wall), shell, &height - &wall));
    // The posts grow into the walls.
    let dx = b.value("post_dx", &width - &wall * 2.0 - &post * 0.8);
    let dy = b.value("post_dy", &depth - &wall * 2.0 - &post * 0.8);
    let posts = circle(0.0, 0.0, &post / 2.0).hole(circle(0.0, 0.0, &screw / 2.0)).grid(2.0, 2.0, &dx, &dy);
    b.add("posts", "The screw posts.", extrude(xy(&wall), posts, (&height - &wall) * 0.9));
    let opening = circle(0.0, &height / 2.0, &cable / 2.0);
    b.cut("cable_hole", "The cable opening in the right wall.", extrude(yz(&width / 2.0 - &wall), opening, &wall));
}

pub(super) fn manifold_block(b: &mut Builder) {
    b.part("manifold_block", "A manifold with a gallery and ports into it.");
    let side = b.length("side", "Height and depth of the block.", 20.0, 60.0);
    let ports = b.count("ports", "Number of ports.", 2, 6);
    let pitch = b.length("pitch", "Distance of the ports.", &side * 0.8, &side * 1.5);
    let gallery = b.length("gallery_d", "Diameter of the gallery.", &side * 0.25, &side * 0.45);
    let port = b.length("port_d", "Diameter of a port.", &side * 0.2, &side * 0.5);
    let length = b.value("full_length", &ports * &pitch);
    let half = b.value("half", &side / 2.0);
    b.add("block", "The block.", extrude(xy(0.0), rect_at(&length / 2.0, 0.0, &length, &side), &side));
    b.cut("gallery", "The gallery along the block.", extrude(yz(0.0), circle(0.0, &half, &gallery / 2.0), &length));
    let row = circle(&pitch / 2.0, 0.0, &port / 2.0).row(&ports, &pitch, 0.0);
    // As deep as the axis of the gallery, so that every port opens into it.
    b.cut("port_row", "The ports from above.", extrude(xy(&half), row, &half));
}

pub(super) fn bearing_housing(b: &mut Builder) {
    b.part("bearing_housing", "A flanged housing with a stepped bearing seat.");
    let seat = b.length("seat_d", "Diameter of the bearing seat.", 16.0, 90.0);
    let seat_h = b.length("seat_h", "Depth of the seat.", &seat * 0.2, &seat * 0.4);
    let shoulder = b.length("shoulder_d", "Bore behind the shoulder.", &seat * 0.6, &seat * 0.85);
    let wall = b.length("wall", "Wall around the seat.", &seat * 0.12, &seat * 0.25);
    let floor = b.length("floor_h", "Height behind the shoulder.", &seat * 0.08, &seat * 0.2);
    let rim = b.length("rim", "How far the flange stands out.", &seat * 0.3, &seat * 0.6);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &seat * 0.08, &seat * 0.2);
    let bolts = b.count("bolts", "Number of bolts.", 3, 8);
    let outer = b.value("outer_r", &seat / 2.0 + &wall);
    let flange = circle(0.0, 0.0, &outer + &rim)
        .hole(circle(0.0, 0.0, &shoulder / 2.0))
        .hole(circle(&outer + &rim / 2.0, 0.0, &hole / 2.0).around(&bolts));
    b.add("flange", "The flange with its bolt holes.", extrude(xy(0.0), flange, &floor));
    let ring = circle(0.0, 0.0, &outer).hole(circle(0.0, 0.0, &seat / 2.0));
    b.add("seat_ring", "The wall of the seat.", extrude(xy(&floor), ring, &seat_h));
}

pub(super) fn vise_jaw(b: &mut Builder) {
    b.part("vise_jaw", "A soft jaw with two counterbored bolts.");
    let width = b.length("width", "Width.", 50.0, 200.0);
    let height = b.length("height", "Height.", &width * 0.25, &width * 0.5);
    let thick = b.length("thickness", "Thickness.", &width * 0.14, &width * 0.25);
    let hole = b.clearance("hole_d", "Clearance of the bolts.", &height * 0.15, &height * 0.3);
    let head = b.length("head_d", "Diameter of the counterbores.", &hole * 1.3, &hole * 1.9);
    let deep = b.length("head_depth", "Depth of the counterbores.", &thick * 0.3, &thick * 0.6);
    let span = b.length("bolt_span", "Distance of the bolts.", &width * 0.4, &width * 0.65);
    let step = b.length("step_w", "Height and depth of the step that holds the work.", &height * 0.08, &height * 0.2);
    let plate =
        rect_at(0.0, &height / 2.0, &width, &height).hole(circle(&span / 2.0, &height / 2.0, &hole / 2.0).mirror_x());
    b.add("plate", "The jaw with its bolt holes.", extrude(xz(0.0), plate, &thick));
    let heads = circle(&span / 2.0, &height / 2.0, &head / 2.0).mirror_x();
    b.cut("counterbores", "Room for the heads.", extrude(xz(&thick - &deep), heads, &deep));
    let notch = rect_at(0.0, &height - &step / 2.0, &width, &step);
    b.cut("work_step", "The step at the upper edge.", extrude(xz(&thick - &step), notch, &step));
}

pub(super) fn connector_shell(b: &mut Builder) {
    b.part("connector_shell", "A connector shell with a row of contact cavities.");
    let pitch = b.length("pitch", "Pitch of the contacts.", 2.0, 8.0);
    let contacts = b.count("contacts", "Number of contacts.", 2, 10);
    let rows = b.count("rows", "Rows of contacts.", 1, 2);
    let cavity = b.length("cavity_w", "Side of a cavity.", &pitch * 0.4, &pitch * 0.75);
    let wall = b.length("wall", "Wall around the cavities.", &pitch * 0.3, &pitch);
    let height = b.length("height", "Height.", &pitch * 1.5, &pitch * 4.0);
    let floor = b.length("floor_h", "Depth of the polarising recess.", &height * 0.1, &height * 0.4);
    let (width, depth) =
        (b.value("width", &contacts * &pitch + &wall * 2.0), b.value("depth", &rows * &pitch + &wall * 2.0));
    let holes = rect(&cavity, &cavity).grid(&contacts, &rows, &pitch, &pitch);
    b.add("shell", "The shell with its cavities.", extrude(xy(0.0), rect(&width, &depth).hole(holes), &height));
    let recess = rect(&width - &wall, &depth - &wall);
    b.cut("recess", "The recess on the mating side.", extrude(xy(&height - &floor), recess, &floor));
}
