"""What people paste or upload about people, as rows; reads text and files, knows no database."""
