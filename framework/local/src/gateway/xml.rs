//! XML documents as trees: what S3 keeps of a bucket's configuration, and the answers of the emulator.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The deepest document worth reading.
const DEPTH: usize = 32;

/// An element. Its name has no prefix; its attributes are kept as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: String,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Parses a document; gives nothing for what is no well-formed XML.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if open.len() < DEPTH => open.push(Self::of(&start)),
                Event::Start(_) => return None,
                Event::Empty(start) => {
                    let element = Self::of(&start);
                    open.last_mut()?.children.push(element);
                }
                Event::End(_) => {
                    let mut element = open.pop()?;
                    if !element.children.is_empty() {
                        // Only layout.
                        element.text.clear();
                    }
                    open.last_mut()?.children.push(element);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => open.last_mut()?.text.push(character(&reference)?),
                Event::Eof => return (open.len() == 1).then(|| open.pop()?.children.pop()).flatten(),
                _ => {}
            }
        }
    }

    fn of(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes_raw().trim();
        Self { name: start.local_name().as_ref().to_owned(), attributes: attributes.to_owned(), ..Self::default() }
    }

    /// Gives the first child of a name, to change it.
    pub(super) fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// Finds the first element of a name at any depth, outer ones first.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.child(name).or_else(|| self.children.iter().find_map(|child| child.find(name)))
    }

    /// Finds the first element of a name at any depth, outer ones first, to change it.
    pub(super) fn find_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self.children.iter().position(|child| child.name == name) {
            Some(position) => self.children.get_mut(position),
            None => self.children.iter_mut().find_map(|child| child.find_mut(name)),
        }
    }

    /// Gives the first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Gives the text of the first child of a name, unless it is empty.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// Tells whether this text stands alone in an element, at any depth.
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.text.trim() == text || self.children.iter().any(|child| child.mentions(text))
    }

    /// Gives all children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

impl fmt::Display for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}", self.name)?;
        if !self.attributes.is_empty() {
            write!(formatter, " {}", self.attributes)?;
        }
        write!(formatter, ">{}", partial_escape(&self.text))?;
        for child in &self.children {
            write!(formatter, "{child}")?;
        }
        write!(formatter, "</{}>", self.name)
    }
}

fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn a_document_becomes_a_tree_without_namespaces() {
        let document = br#"<?xml version="1.0"?><W xmlns="http://s3"><IndexDocument><Suffix>a&amp;b&#46;html</Suffix></IndexDocument><Empty/></W>"#;
        let root = Element::parse(document).unwrap();
        assert_eq!(root.name, "W");
        assert_eq!(root.child("IndexDocument").unwrap().text_of("Suffix"), Some("a&b.html"));
        assert_eq!(root.text_of("Empty"), None);
    }

    #[test]
    fn a_document_is_written_as_it_was_read() {
        let document = r#"<R xmlns="http://x"><a> 1 &lt; 2 </a><b><c></c></b></R>"#;
        assert_eq!(Element::parse(document.as_bytes()).unwrap().to_string(), document);
    }

    #[test]
    fn what_is_no_document_is_nothing() {
        for text in ["", "plain", "<a>", "<a></b>", "<a>&unknown;</a>"] {
            assert_eq!(Element::parse(text.as_bytes()), None, "{text}");
        }
    }
}
