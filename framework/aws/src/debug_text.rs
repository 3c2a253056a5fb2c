//! Reading what `{:?}` prints.

use serde_json::{Map, Value};

/// How deep a description may nest.
const DEEPEST: usize = 64;

/// Reads what `{:?}` prints. `None` is what cannot be read, `Some(None)` an absent option.
pub(crate) struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

type Read = Option<Option<Value>>;

impl<'a> Reader<'a> {
    /// Reads a whole text; `None` when it does not read as a value.
    pub(crate) fn read(text: &'a str) -> Option<Value> {
        let mut reader = Self { rest: text, depth: 0 };
        let value = reader.value()?;
        reader.rest.trim().is_empty().then(|| value.unwrap_or(Value::Null))
    }

    fn value(&mut self) -> Read {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        self.skip_blanks();
        let value = match self.rest.chars().next()? {
            '"' => Some(Some(Value::String(self.quoted('"')?))),
            '\'' => Some(Some(Value::String(self.quoted('\'')?))),
            '[' => self.list('[', ']'),
            '(' => self.list('(', ')'),
            '{' => self.braces(),
            _ => self.named(),
        };
        self.depth -= 1;
        value
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, mark: &str) -> bool {
        self.skip_blanks();
        let taken = self.rest.strip_prefix(mark);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    /// Reads a bare word up to what ends one: a time holds colons, a number a sign.
    fn word(&mut self) -> &'a str {
        let end = self.rest.find([',', '{', '}', '(', ')', '[', ']', '"', ' ']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn named(&mut self) -> Read {
        let word = self.word();
        if self.rest.starts_with('(') {
            return self.tuple(word);
        }
        if self.rest.starts_with(" {") {
            self.skip_blanks();
            return if word == "Blob" { self.blob() } else { self.fields() };
        }
        match word {
            "" => None,
            "None" => Some(None),
            "true" => Some(Some(Value::Bool(true))),
            "false" => Some(Some(Value::Bool(false))),
            word => Some(Some(number(word).unwrap_or_else(|| Value::String(word.to_owned())))),
        }
    }

    /// Reads `Name(..)`: an option, a newtype of the SDK around an unknown variant, or a variant with a value.
    fn tuple(&mut self, name: &str) -> Read {
        let Some(Some(Value::Array(mut inner))) = self.list('(', ')') else { return None };
        let absent = inner.is_empty();
        let inner = if inner.len() == 1 { inner.remove(0) } else { Value::Array(inner) };
        Some(match name {
            "Some" if absent => None,
            "Some" | "Unknown" | "UnknownVariantValue" => Some(inner),
            name => Some(Value::Object(Map::from_iter([(name.to_owned(), inner)]))),
        })
    }

    fn list(&mut self, open: char, close: char) -> Read {
        let (open, close) = (open.to_string(), close.to_string());
        let mut items = Vec::new();
        if !self.take(&open) {
            return None;
        }
        while !self.take(&close) {
            items.extend(self.value()?);
            if !self.take(",") && !self.rest.trim_start().starts_with(&close) {
                return None;
            }
        }
        Some(Some(Value::Array(items)))
    }

    /// Reads the fields of a struct.
    fn fields(&mut self) -> Read {
        let mut fields = Map::new();
        if !self.take("{") {
            return None;
        }
        while !self.take("}") {
            if self.take("..") {
                continue;
            }
            let (name, rest) = self.rest.split_once(':')?;
            self.rest = rest;
            // Ids of the call that the SDK carries along are no part of the resource.
            let (name, value) = (name.trim().trim_start_matches("r#"), self.value()?);
            if let (Some(value), false) = (value, name.starts_with('_')) {
                fields.insert(name.to_owned(), value);
            }
            if !self.take(",") && !self.rest.trim_start().starts_with('}') {
                return None;
            }
        }
        Some(Some(Value::Object(fields)))
    }

    /// Reads `{key: value}` or the set `{value}`.
    fn braces(&mut self) -> Read {
        let (mut entries, mut items) = (Map::new(), Vec::new());
        self.take("{");
        while !self.take("}") {
            let first = self.value_or_key()?;
            if self.take(":") {
                let key =
                    first.map_or_else(String::new, |key| key.as_str().map_or_else(|| key.to_string(), str::to_owned));
                entries.extend(self.value()?.map(|value| (key, value)));
            } else {
                items.extend(first);
            }
            if !self.take(",") && !self.rest.trim_start().starts_with('}') {
                return None;
            }
        }
        Some(Some(if items.is_empty() { Value::Object(entries) } else { Value::Array(items) }))
    }

    /// A bare word as a key ends at its colon.
    fn value_or_key(&mut self) -> Read {
        self.skip_blanks();
        let end = self.rest.find([':', ',', '{', '}', '(', '[', '"', ' ']).unwrap_or(self.rest.len());
        if end > 0 && self.rest[end..].starts_with(": ") {
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Some(Value::String(word.to_owned())));
        }
        self.value()
    }

    /// Reads `Blob { inner: 68656c6c6f }`, whose digits are no number.
    fn blob(&mut self) -> Read {
        let (inside, rest) = self.rest.strip_prefix("{ inner:")?.split_once('}')?;
        self.rest = rest;
        Some(Some(Value::String(inside.trim().to_owned())))
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    self.rest = &self.rest[at + letter.len_utf8()..];
                    return Some(text);
                }
                '\\' => text.push(escaped(letters.next()?.1, &mut letters)?),
                letter => text.push(letter),
            }
        }
        None
    }
}

fn escaped(letter: char, letters: &mut impl Iterator<Item = (usize, char)>) -> Option<char> {
    Some(match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'u' => {
            let digits: String =
                letters.map(|(_, letter)| letter).skip(1).take_while(|letter| *letter != '}').collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
        }
        letter => letter,
    })
}

fn number(word: &str) -> Option<Value> {
    let numeric = word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    // `1e5` and `2024` are numbers, `2024-01-01T00:00:00Z` is not.
    if !numeric {
        return None;
    }
    let whole = word.parse::<i64>().map(Value::from).or_else(|_| word.parse::<u64>().map(Value::from));
    whole.ok().or_else(|| word.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number))
}
