"""What the hub talked about with whom, who looks after a firm, and how cases pass to another lead."""
