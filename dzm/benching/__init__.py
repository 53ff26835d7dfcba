"""What the benchmarks of pages share: the web server as it runs, a page to compare with, texts and queries."""
