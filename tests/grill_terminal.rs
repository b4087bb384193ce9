//! A grilling round in a real terminal: the countdown, time running out, and every way to leave.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod harness;
mod pty;

use harness::Home;
use pty::Shell;

struct Room {
    shell: Shell,
    settings: String,
    home: Home,
}

impl Room {
    /// Opens a round and gives the claim.
    #[track_caller]
    fn at_the_first_challenge(arguments: &str) -> Self {
        let home = Home::new();
        let mut environment = home.environment();
        environment.retain(|(name, _)| *name != "COLUMNS");
        let mut shell = Shell::open_in(80, 40, &environment);
        let settings = shell.settings();
        shell.run(&format!(
            "{} grill stacked-coupons --with-shipped {arguments}",
            env!("CARGO_BIN_EXE_hotseat")
        ));
        shell.sees("grilling/stacked-coupons");
        shell.sees("Your claim");
        shell.send("Wrong prices fell from 6.0 to 1.5 per 10,000 orders.\x04");
        shell.sees("1 of 8");
        Self { shell, settings, home }
    }

    #[track_caller]
    fn ends(&mut self, code: i32) {
        self.shell.at_prompt();
        assert!(self.shell.left_as_found());
        assert_eq!(self.shell.code(), code);
        assert_eq!(self.shell.settings(), self.settings, "stty -g before and after");
    }
}

#[test]
fn a_reply_is_judged_and_the_next_challenge_follows() {
    let mut room = Room::at_the_first_challenge("--seconds 300");
    room.shell.send("From the order table, 10 January to 30 April.\x04");
    room.shell.sees("2 of 8");
    room.shell.resize(60, 30);
    room.shell.send("\x1b[200~Pasted from my notes: 12,000 orders.\x1b[201~");
    room.shell.sees("Pasted from my notes");
    room.shell.send("\x04");
    room.shell.sees("3 of 8");
    room.shell.send("\x03");
    room.ends(130);
    let replayed = room.home.run("grill --replay last", "").code(0);
    replayed.says("From the order table").says("Pasted from my notes").says("Scorecard");
}

#[test]
fn time_that_runs_out_ends_the_reply_with_what_was_typed() {
    let mut room = Room::at_the_first_challenge("--seconds 5");
    room.shell.send("It is from the ord");
    room.shell.sees("2 of 8");
    room.shell.send("\x03");
    room.ends(130);
    room.home.run("grill --replay last", "").code(0).says("It is from the ord").says("time ran out");
}
