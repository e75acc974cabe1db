"""What changed between two policies, and how much does it matter?"""
