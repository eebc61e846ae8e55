"""The tests mirror the apps; browser, fault and benchmark tests stand beside them."""
