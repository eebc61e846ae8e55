"""Tests of the partnership and its people."""
