"""What changed between two texts of prose, and what is telling about it?"""
