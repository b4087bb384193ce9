//! The page of progress: self-contained, private, safe, and right in a real browser.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod seeded;

use std::path::Path;
use std::process::Command;

use hotseat::memory::Grade;
use hotseat::store::Store;
use seeded::{Learner, draft, fill, hotseat, now, stamp, text};

const HOSTILE: &str = "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'&";

fn page() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), Learner { days: 30, a_day: 14, seed: 4 });
    hotseat(folder.path(), &["plan", "--interview", "2026-12-14", "--minutes", "20"]);
    let mut store = Store::open(folder.path(), 7).unwrap();
    for n in 0..6 {
        let name = format!("challenge/{HOSTILE}");
        store.append(&draft(&name, &name, Grade::Good, None), stamp(now(), n)).unwrap();
    }
    for sql in [
        "INSERT INTO story_version (story, kind, text, score, report, at, at_s)
         VALUES (?1, ?1, '', 0.5, '{}', '2026-11-30T10:00:00+08:00', 1)",
        "INSERT INTO round (id, scenario, at, at_s, seed, setup, events, summary)
         VALUES ('x', ?1, '2026-11-30T10:00:00+08:00', 1, 1, '', '',
           json_object('score', 0.4, 'level_reached', 2, 'turns',
             json_array(json_object('challenge', ?1, 'score', 0.4))))",
    ] {
        store.connection().execute(sql, [HOSTILE]).unwrap();
    }
    drop(store);
    let file = folder.path().join("progress.html");
    text(folder.path(), &["progress", "--html", file.to_str().unwrap()]);
    let html = std::fs::read_to_string(file).unwrap();
    (folder, html)
}

#[test]
fn the_page_is_small_private_and_needs_nothing_else() {
    let (folder, html) = page();
    assert!(html.len() <= 300_000, "{} bytes", html.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join("progress.html")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    for needle in ["http://", "https://", "<script", "@import", "url(", "<link rel=\"stylesheet", "src="] {
        let found = html.replace("&lt;", "").replace("src=x", "");
        assert!(!found.contains(needle), "{needle} is in the page");
    }
    assert!(html.contains("prefers-color-scheme:dark") && html.contains("lang=\"en\""));
    let terminal = text(folder.path(), &["progress"]);
    let readiness = terminal.split("Readiness ").nth(1).unwrap().split(" now").next().unwrap();
    assert!(html.replace('\u{a0}', " ").contains(&format!("Readiness {readiness} now")), "{readiness}");
}

#[test]
fn hostile_names_stay_text_and_every_chart_has_its_figures() {
    let (_folder, html) = page();
    assert!(!html.contains("<img") && !html.contains("<script"));
    assert!(html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"));
    for figure in html.split("<figure>").skip(1) {
        let caption = figure.split("<figcaption>").nth(1).unwrap().split("</figcaption>").next().unwrap();
        assert!(caption.trim().len() > 10, "{caption}");
        assert!(figure.contains("role=\"img\""));
    }
    assert!(html.matches("<figure>").count() >= 7);
}

/// Finds a browser, or says loudly that there is none.
fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!(
            "SKIPPED: no Chromium here, so the page is not tried in a browser (apt-get install chromium)"
        );
    }
    found
}

fn browse(browser: &str, profile: &Path, size: &str, page: &Path) -> (String, String) {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"])
        .args(["--enable-logging=stderr", "--hide-scrollbars"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--window-size={size}"))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_browser_shows_it_without_errors_and_without_scrolling_sideways() {
    let Some(browser) = browser() else { return };
    let (folder, html) = page();
    let profile = folder.path().join("profile");
    let (shown, log) = browse(browser, &profile, "1440,1200", &folder.path().join("progress.html"));
    assert!(shown.contains("<title>Hotseat: Readiness"), "{shown:.300}");
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(errors.is_empty(), "{errors:?}");
    // A window has a least width of its own; a frame has none.
    let framed = html.replace('&', "&amp;").replace('"', "&quot;");
    for width in [360, 1440] {
        let outer = format!(
            "<!doctype html><title>waiting</title><iframe width={width} height=900 style='border:0' srcdoc=\"{framed}\">
             </iframe><script>const frame = document.querySelector('iframe'); frame.onload = () => {{
               const page = frame.contentDocument;
               for (const d of page.querySelectorAll('details')) d.open = true;
               const wide = [...page.querySelectorAll('main *')].filter(e => !e.closest('.scroll, svg') &&
                 e.getBoundingClientRect().right > frame.contentWindow.innerWidth);
               document.title = 'measured ' + page.documentElement.scrollWidth + ' of ' +
                 frame.contentWindow.innerWidth + ' with ' + wide.length + ' beyond';
             }}</script>"
        );
        let copy = folder.path().join("framed.html");
        std::fs::write(&copy, outer).unwrap();
        let (shown, _) = browse(browser, &profile, "1600,1200", &copy);
        let title =
            shown.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("");
        assert_eq!(title, format!("measured {width} of {width} with 0 beyond"));
    }
}
