"""What changed between two texts that nobody has put into facts?"""
