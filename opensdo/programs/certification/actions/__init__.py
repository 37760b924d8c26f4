"""What people do with an application: the applicant's verbs and the office's."""
