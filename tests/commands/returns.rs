//! Small invented SEN2 returns: a table of children, written as COLLECT writes its nine files.

use std::fmt::Write as _;

use crate::tables::Folder;

/// A child of a return. Blank fields are blank in the files.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    pub id: &'static str,
    pub upn: &'static str,
    pub born: &'static str,
    pub starts: &'static str,
    /// The day the plan ceased, and SEN2's code of the reason.
    pub ceased: Option<(&'static str, &'static str)>,
    pub needs: &'static [&'static str],
    /// The main placement, and another.
    pub places: [Option<At>; 2],
}

/// A placement.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub urn: &'static str,
    pub ukprn: &'static str,
    pub code: &'static str,
    pub entered: &'static str,
    pub left: &'static str,
    pub is_unit: bool,
}

pub const fn at(urn: &'static str, entered: &'static str) -> At {
    At {
        urn,
        ukprn: "",
        code: "",
        entered,
        left: "",
        is_unit: false,
    }
}

pub const fn coded(code: &'static str) -> At {
    At {
        code,
        ..at("", "2024-Sep-01 00:00:00")
    }
}

/// A child in the mainstream school 990001 with ASD, born in 2014.
pub const fn child(id: &'static str, upn: &'static str) -> Child {
    Child {
        id,
        upn,
        born: "2014-Jun-15 00:00:00",
        starts: "2020-Jan-10 00:00:00",
        ceased: None,
        needs: &["ASD"],
        places: [Some(at("990001", "2024-Sep-01 00:00:00")), None],
    }
}

/// The columns of the nine files, which tests change.
pub struct Files {
    pub year: u16,
    pub texts: Vec<(&'static str, String)>,
}

impl Files {
    /// The files of a return of authority 999.
    pub fn of(year: u16, children: &[Child]) -> Files {
        let mut files = Files {
            year,
            texts: headings(),
        };
        files.line("sen2", &format!("1,SEN2,{year},{year}-Jan-15 00:00:00,999"));
        for (number, child) in (1..).zip(children) {
            files.child(number, child);
        }
        files
    }

    fn line(&mut self, module: &str, line: &str) {
        let (_, text) = self
            .texts
            .iter_mut()
            .find(|(name, _)| *name == module)
            .unwrap();
        writeln!(text, "{line}").unwrap();
    }

    fn child(&mut self, n: usize, child: &Child) {
        let Child {
            id,
            upn,
            born,
            starts,
            ..
        } = *child;
        self.line(
            "person",
            &format!("{n},{id},1,\"Example, {id}\",Ann,{born},F,{upn},"),
        );
        self.line(
            "requests",
            &format!("{n},{id},{n},2019-Jul-01 00:00:00,1,Y,2019-Aug-01 00:00:00"),
        );
        self.line(
            "assessment",
            &format!("{n},{id},{n},Y,2019-Nov-01 00:00:00,false"),
        );
        let (day, reason) = child.ceased.unwrap_or_default();
        self.line(
            "namedplan",
            &format!("{n},{id},{n},{starts},false,false,false,{day},{reason}"),
        );
        for (rank, place) in (1..).zip(child.places.iter().flatten().take(1)) {
            let At {
                urn,
                ukprn,
                code,
                is_unit,
                ..
            } = *place;
            self.line(
                "plandetail",
                &format!("{n}-{rank},{id},{n},{urn},{ukprn},{code},{rank},{is_unit},false"),
            );
        }
        if child.ceased.is_some() {
            return;
        }
        self.line(
            "activeplans",
            &format!("{n},{id},{n},{}-Oct-13 00:00:00,", self.year - 1),
        );
        for (rank, place) in (1..).zip(child.places.into_iter().flatten()) {
            let At {
                urn,
                ukprn,
                code,
                entered,
                left,
                is_unit,
            } = place;
            self.line(
                "placementdetail",
                &format!("{n}-{rank},{id},{n},{urn},{ukprn},{code},{rank},{entered},{left},{is_unit},false"),
            );
        }
        for (rank, need) in (1..).zip(child.needs) {
            self.line("senneed", &format!("{n}-{rank},{id},{n},{need},{rank}"));
        }
    }

    /// The same with a change to one file's text.
    pub fn with(mut self, module: &str, change: impl Fn(&str) -> String) -> Files {
        let (_, text) = self
            .texts
            .iter_mut()
            .find(|(name, _)| *name == module)
            .unwrap();
        *text = change(text);
        self
    }

    /// Writes the files into a folder of the folder, and answers with its path.
    pub fn write(&self, folder: &Folder, name: &str) -> std::path::PathBuf {
        for (module, text) in &self.texts {
            let mark = if *module == "person" { "\u{feff}" } else { "" };
            folder.write(
                &format!("{name}/Blade-Export_15-01-{}_{module}.csv", self.year),
                format!("{mark}{text}"),
            );
        }
        folder.path(name)
    }
}

fn headings() -> Vec<(&'static str, String)> {
    [
        ("sen2", "sen2tableid,collection,year,referencedate,lea"),
        ("person", "persontableid,NativeId,sen2tableid,surname,forename,personbirthdate,sex,upn,uniquelearnernumber"),
        ("requests", "requeststableid,NativeId,persontableid,receiveddate,requestsource,requestoutcome,requestoutcomedate"),
        ("assessment", "assessmenttableid,NativeId,requeststableid,assessmentoutcome,assessmentoutcomedate,week20"),
        ("namedplan", "namedplantableid,NativeId,assessmenttableid,startdate,pb,oa,dp,ceasedate,ceasereason"),
        (
            "plandetail",
            "plandetailtableid,NativeId,namedplantableid,urn,ukprn,sensetting,placementrank,senunitindicator,resourcedprovisionindicator",
        ),
        ("activeplans", "activeplanstableid,NativeId,requeststableid,reviewmeeting,phasetransferduedate"),
        (
            "placementdetail",
            "placementdetailtableid,NativeId,activeplanstableid,urn,ukprn,sensetting,placementrank,entrydate,leavingdate,senunitindicator,resourcedprovisionindicator",
        ),
        ("senneed", "senneedtableid,NativeId,activeplanstableid,sentype,sentyperank"),
    ]
    .into_iter()
    .map(|(module, headings)| (module, format!("{headings}\n")))
    .collect()
}

/// An invented register: a mainstream school, a special school, a college, and one of a type that is not known.
pub const REGISTER: &str = "URN,LA (code),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),UKPRN\n\
    990001,999,Hazel School,Community school,Open,10990001\n\
    990002,999,Elm School,Academy special converter,Open,10990002\n\
    990003,999,\"Ash College, Exampleton\",Further education,Open,10990003\n\
    990004,999,Oak Castle,Castle,Open,\n";
