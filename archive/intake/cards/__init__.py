"""Which cards did whoever brought the files give: in lists beside them, in web archives, in forms?"""
