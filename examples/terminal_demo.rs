//! Shows the terminal room at work: `cargo run --example terminal_demo -- write 60`.

use std::time::Instant;

use hotseat::terminal::{
    self, Ask, ColorWhen, Interjection, Look, Menu, Outcome, Page, Pick, Timing, editor, menu, pager, select,
};

const QUESTION: &str = "A marketplace took 1.2 bn yuan of orders in May and booked 38 m of \
    commission. Your director says the take rate is eight percent. What do you answer, and what \
    would you check before the meeting?";

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verb = arguments.first().map_or("write", String::as_str);
    let number = arguments.get(1).and_then(|n| n.parse::<u64>().ok());
    let mut look = Look::detect(ColorWhen::Auto);
    let began = Instant::now();
    let mut clock = move || began.elapsed();
    let mut question = Page::new().ends("metrics", "3 of 12").gap().strong(QUESTION);
    if verb == "long" {
        for n in 1..=30 {
            question = question.gap().text(format!("Fact {n}: {QUESTION}"));
        }
    }
    let question = question.gap();
    let options = [
        "38 m over 1.2 bn is 3.2 %; eight percent is the monetisation rate, advertising included",
        "Eight percent, because the director has the newest figures",
        "It depends on the definition of an order, so there is no answer",
        "3.2 %, and the difference is a mistake of the finance team",
    ]
    .map(str::to_owned);
    let picks = |pick| Menu::new(&question, &options, pick);
    match verb {
        "write" | "long" | "line" | "interject" => {
            let ask = Ask {
                single_line: verb == "line",
                timing: number.map_or(Timing::Elapsed, Timing::Hard),
                hint: "Say the number first, then what it rests on.",
                interjection: (verb == "interject").then_some(Interjection {
                    after_words: 5,
                    line: "Let me stop you there. Where does the eight percent come from?",
                }),
                ..Ask::new(&question)
            };
            let outcome = editor::ask(&ask, &mut look, &mut clock)?;
            report(&outcome);
        }
        "pick" => println!("{:?}", menu::ask(&picks(Pick::One), &mut look, &mut clock)?),
        "many" => {
            let pick = picks(Pick::Many { at_least: 1 });
            println!("{:?}", menu::ask(&pick, &mut look, &mut clock)?);
        }
        "order" => println!("{:?}", menu::ask(&picks(Pick::Order), &mut look, &mut clock)?),
        "sure" => {
            let page = Page::new();
            let ask = Menu::new(&page, &[], Pick::Confidence);
            println!("{:?}", menu::ask(&ask, &mut look, &mut clock)?);
        }
        "read" => println!("{:?}", pager::show(&question, &mut look)?),
        "choose" => println!("{:?}", select::choose(&look, "Track", &["pm", "tpm", "skip"], 0)?),
        "panic" => {
            let _guard = terminal::Guard::enter()?;
            panic!("on purpose");
        }
        _ => {
            eprintln!("write, long, line, interject, pick, many, order, sure, read, choose, panic");
        }
    }
    Ok(())
}

fn report(outcome: &Outcome) {
    match outcome {
        Outcome::Text(typed) => {
            println!("TEXT {:?} timed_out={}", typed.text, typed.timed_out);
        }
        Outcome::Command(command, typed) => println!("COMMAND {command:?} {:?}", typed.text),
        Outcome::Interrupted(typed) => println!("INTERRUPTED {:?}", typed.text),
        Outcome::EndOfInput => println!("END"),
    }
}
