from array import array

array("u", "text")
