self.name = "worker";
