namespace Sidecars.Bench;

/// <summary>Programs of this machine with the libraries that they load: the least that an image with them would hold.</summary>
internal static class Closure
{
    /// <summary>Bytes.</summary>
    public static long Size(params IEnumerable<string> programs)
    {
        var files = programs.Select(Find).ToList();
        return files.Concat(files.SelectMany(Libraries)).Select(file => new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file).Distinct().Sum(file => new FileInfo(file).Length);
    }

    private static string Find(string program)
        => Path.IsPathRooted(program) ? program : Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(directory => Path.Combine(directory, program)).First(File.Exists);

    private static IEnumerable<string> Libraries(string file) => Usage.OutputOf("ldd", file).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/'));
}
