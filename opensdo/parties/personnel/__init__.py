"""Who works for the office: invited, appointed by two people, standing in, reviewed, gone."""
