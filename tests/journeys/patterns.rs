//! The router's patterns, read from its source: what the tables of routes and forms must hold.

use std::fs;
use std::path::Path;

/// One pattern of the router, as it is written there.
pub struct Pattern {
    pub path: String,
    pub takes_posts: bool,
}

/// Every pattern of every list of routes.
pub fn of_the_router() -> Vec<Pattern> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/routes");
    let lists = fs::read_dir(room).unwrap();
    let lists = lists.map(|list| fs::read_to_string(list.unwrap().path()).unwrap());
    let patterns: Vec<Pattern> = lists.flat_map(|list| of_list(&list)).collect();
    assert!(patterns.len() > 200, "{} patterns", patterns.len());
    patterns
}

fn of_list(source: &str) -> Vec<Pattern> {
    let routes = source.split(".route(").skip(1);
    let pattern = |route: &str| Pattern {
        path: route.split('"').nth(1).unwrap().to_owned(),
        takes_posts: route.contains("post("),
    };
    routes.map(pattern).collect()
}
