// Being written right now by engineer 8 (http_parser, zlib, crypto): engineer 1, please only wire internalBinding('zlib') to the exported create function in this file.
