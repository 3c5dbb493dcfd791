"""What people hand in instead of the notebook, by how the file ends."""

__all__ = ["ENDINGS"]

# How files end that people hand in instead of the notebook, and what such a file is called.
ENDINGS = {
    f".{ending}": what
    for what, endings in {
        "a text document": "doc docx odt rtf pages hwp hwpx wps",
        "a print of it": "pdf ps xps",
        "a web page": "html htm mht mhtml webarchive",
        "a program": "py r rmd qmd",
        "a picture": "png jpg jpeg heic gif webp bmp tif tiff",
        "a link": "url webloc lnk gdoc gsheet desktop",
        "slides": "ppt pptx key odp",
        "a text": "md markdown tex rst",
        "a table": "csv tsv xls xlsx ods numbers",
        "half of a download": "crdownload part download partial tmp",
        "an archive": "zip 7z rar gz tgz tar xz bz2 egg alz",
    }.items()
    for ending in endings.split()
}
