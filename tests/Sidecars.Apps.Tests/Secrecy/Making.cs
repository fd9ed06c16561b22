namespace Sidecars.Apps.Secrecy;

/// <summary>A file, a directory or a name that a process made, or whose mode or owner it changed.</summary>
/// <param name="Mode">With a umask of 0 the mode that it had from that moment on; null for a name only.</param>
/// <param name="Flags">Of open.</param>
internal sealed record Making(string Call, string Path, int? Mode, string Flags, string Program)
{
    private static readonly string[] Names = ["rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"];

    public bool IsExclusive => Flags.Contains("O_EXCL", StringComparison.Ordinal) && Flags.Contains("O_NOFOLLOW", StringComparison.Ordinal);

    public bool IsFile => Call is "open" or "openat" or "openat2" or "creat" or "mknod" or "mknodat";

    public bool ChangesOwner => Call.Contains("chown", StringComparison.Ordinal);

    public static IEnumerable<Making> Among(IEnumerable<SystemCall> calls) => calls.Where(call => call.Succeeded || call.Name.Contains("chown", StringComparison.Ordinal)).Select(Of).OfType<Making>();

    private static Making? Of(SystemCall call)
    {
        var arguments = call.Arguments;
        return call.Name switch
        {
            "open" when arguments.Count == 3 => new(call.Name, SystemCall.DescribedBy(call.Result), Octal(arguments[2]), arguments[1], call.Program),
            "openat" when arguments.Count == 4 => new(call.Name, SystemCall.DescribedBy(call.Result), Octal(arguments[3]), arguments[2], call.Program),
            "openat2" when call.Text.Contains("O_CREAT", StringComparison.Ordinal) => throw new NotSupportedException("openat2"),
            "creat" => new(call.Name, SystemCall.DescribedBy(call.Result), Octal(arguments[1]), "", call.Program),
            "mkdir" => new(call.Name, call.PathAt(0), Octal(arguments[1]), "", call.Program),
            "mkdirat" => new(call.Name, call.PathAt(1, directory: 0), Octal(arguments[2]), "", call.Program),
            "mknod" => new(call.Name, call.PathAt(0), Octal(arguments[1].Split('|')[^1]), "", call.Program),
            "mknodat" => new(call.Name, call.PathAt(1, directory: 0), Octal(arguments[2].Split('|')[^1]), "", call.Program),
            "chmod" => new(call.Name, call.PathAt(0), Octal(arguments[1]), "", call.Program),
            "fchmod" => new(call.Name, SystemCall.DescribedBy(arguments[0]), Octal(arguments[1]), "", call.Program),
            "fchmodat" => new(call.Name, call.PathAt(1, directory: 0), Octal(arguments[2]), "", call.Program),
            _ when call.Name.Contains("chown", StringComparison.Ordinal) => new(call.Name, arguments[0], null, "", call.Program),
            _ when Names.Contains(call.Name) => new(call.Name, call.Name.Contains("at", StringComparison.Ordinal) ? call.Name == "symlinkat" ? call.PathAt(2, directory: 1) : call.PathAt(3, directory: 2) : call.PathAt(1), null, "", call.Program),
            _ => null,
        };
    }

    /// <summary>Without the type of the file, which git gives to chmod, too.</summary>
    private static int Octal(string text) => Convert.ToInt32(text, 8) & 0xFFF;
}
