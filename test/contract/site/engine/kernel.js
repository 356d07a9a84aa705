self.name = "kernel";
