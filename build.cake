using System.Xml.Linq;

var target = Argument("target", "help");

const string rid = "linux-x64";
var programs = new Dictionary<string, string>
{
    ["generate-initial-token"] = "GenerateInitialToken", ["git-clone"] = "GitClone", ["token-refresher"] = "TokenRefresher", ["secret-sync"] = "SecretSync",
};
var binaries = MakeAbsolute(Directory($"artifacts/{rid}"));
var results = MakeAbsolute(Directory("artifacts/tests"));
var reports = MakeAbsolute(Directory("artifacts/reports"));

Task("clean")
    .Description("Removes everything that was built.")
    .Does(() => CleanDirectory("artifacts"));

Task("publish")
    .Description($"Builds the four programs as static native files in artifacts/{rid} and prints their sizes.")
    .Does(() =>
{
    // What they share is built first, once. Two at a time then: each has long stretches that keep one processor only.
    foreach (var project in programs.Values)
    {
        Build($"src/{project}");
    }

    System.Threading.Tasks.Parallel.ForEach(
        programs.Values, new System.Threading.Tasks.ParallelOptions { MaxDegreeOfParallelism = 2 },
        project => Run("dotnet", $"publish src/{project} --no-build --configuration Release --nologo --verbosity quiet", hideOutput: true));
    EnsureDirectoryExists(binaries);
    foreach (var (program, project) in programs)
    {
        // A program that still runs keeps its file; it cannot be written over, but another can take its name.
        DeleteFiles(binaries.CombineWithFilePath(program).FullPath);
        CopyFile($"artifacts/publish/{project}/release_{rid}/{program}", binaries.CombineWithFilePath(program));
    }

    Console.WriteLine($"{"program",-24} {"bytes",12} {"MiB",6}");
    foreach (var program in programs.Keys)
    {
        var size = FileSize(binaries.CombineWithFilePath(program));
        Console.WriteLine(FormattableString.Invariant($"{program,-24} {size,12:N0} {size / 1048576.0,6:0.00}"));
    }
});

Task("images")
    .Description("Makes OCI images of the programs, their bills of materials and one file with all of it in artifacts/images; prints sizes and digests, and fails where an image is too large.")
    .IsDependentOn("publish")
    .Does(() =>
{
    Build("images/builder");
    Run("dotnet", "artifacts/bin/ImageBuilder/release/image-builder.dll . artifacts/images");
});

Task("dependencies")
    .Description("Prints what each package adds to token-refresher, by the linker's map.")
    .Does(() =>
{
    var map = MakeAbsolute(File($"artifacts/obj/TokenRefresher/release_{rid}/native/token-refresher.map.xml"));
    Run("dotnet", "publish src/TokenRefresher --configuration Release --nologo --verbosity quiet -p:IlcGenerateMapFile=true", hideOutput: true);
    var nodes = XDocument.Load(map.FullPath).Root.Elements().Where(node => node.Attribute("Name") is not null && node.Attribute("Length") is not null).ToList();
    foreach (var package in new[] { "System.CommandLine", "Polly", "Microsoft.Extensions" })
    {
        var bytes = nodes.Where(node => node.Attribute("Name").Value.Contains(package.Replace('.', '_'))).Sum(node => (long)node.Attribute("Length"));
        Console.WriteLine(FormattableString.Invariant($"{package,-24} {bytes,12:N0} bytes"));
    }
});

Task("publish-dynamic")
    .Does(() =>
{
    // For the tests that set clocks: libfaketime cannot get into a static program.
    var directory = MakeAbsolute(Directory($"artifacts/dynamic-{rid}"));
    const string linking = "-p:StaticExecutable=false -p:StaticOpenSslLinking=false -p:PositionIndependentExecutable=true";
    Run("dotnet", $"publish src/TokenRefresher --configuration Release --nologo --verbosity quiet {linking} --artifacts-path artifacts/dynamic", hideOutput: true);
    EnsureDirectoryExists(directory);
    DeleteFiles(directory.CombineWithFilePath("token-refresher").FullPath);
    CopyFile($"artifacts/dynamic/publish/TokenRefresher/release_{rid}/token-refresher", directory.CombineWithFilePath("token-refresher"));
});

Task("build-tests")
    .Does(() => Build("Sidecars.sln"));

Task("test")
    .Description("Publishes, runs all tests on the published programs, and ends on how many passed.")
    .IsDependentOn("images")
    .IsDependentOn("publish-dynamic")
    .IsDependentOn("build-tests")
    .Does(() => RunTests("Category!=Soak"));

Task("soak")
    .Description("Runs the long forms of the tests.")
    .IsDependentOn("images")
    .IsDependentOn("build-tests")
    .Does(() => RunTests("Category=Soak"));

Task("fuzz")
    .Description("Gives a million hostile inputs to all that parses, and writes artifacts/reports/hostile-input.md.")
    .Does(() =>
{
    Build("tests/Sidecars.Fuzz");
    Report("hostile-input", () => Run("dotnet", "test tests/Sidecars.Fuzz --configuration Release --no-build --nologo --filter FullyQualifiedName~Every_parser_stands_a_million_inputs"));
});

Task("secrets")
    .Description("Runs the programs through their error paths with secrets in reach, traces what they make, and writes artifacts/reports/secrets.md.")
    .IsDependentOn("publish")
    .Does(() =>
{
    Build("tests/Sidecars.Apps.Tests");
    System.Environment.SetEnvironmentVariable("REPORTS", reports.FullPath);
    Report("secrets", () => Run("dotnet", "test tests/Sidecars.Apps.Tests --configuration Release --no-build --nologo --filter (FullyQualifiedName~ErrorPathSpecs&Form!=Short)|FullyQualifiedName~FileModeSpecs"));
});

Task("chaos")
    .Description("Breaks GitHub, the network and the machine in every way there is for ten minutes, and reports what consumers saw to artifacts/reports/chaos.md.")
    .IsDependentOn("publish")
    .IsDependentOn("publish-dynamic")
    .Does(() =>
{
    Build("tests/Sidecars.Apps.Tests");
    System.Environment.SetEnvironmentVariable("CHAOS_SECONDS", EnvironmentVariable("CHAOS_SECONDS") ?? "600");

    // All at once: most of the time they wait.
    Report("chaos", () => RunTests("Category=Chaos", "tests/Sidecars.Apps.Tests", "-- xUnit.MaxParallelThreads=8"));
});

Task("bench")
    .Description("Measures start, memory, CPU, probes and sizes, beside a script of openssl, curl and git; writes artifacts/bench.json, and fails where a limit is exceeded.")
    .IsDependentOn("images")
    .Does(() =>
{
    Build("tests/Sidecars.Bench");
    var exitCode = 0;
    Report("bench", () => exitCode = StartProcess("dotnet", $"artifacts/bin/Sidecars.Bench/release/sidecars-bench.dll {binaries} {MakeAbsolute(Directory("artifacts"))}"));
    if (exitCode != 0)
    {
        throw new CakeException("A limit is exceeded.");
    }
});

Task("simulate")
    .Description("Runs the token keeper's code through years of GitHub's troubles, and fleets of 2,000 and 10,000 pods, on virtual clocks; writes artifacts/reports/simulation.md.")
    .Does(() =>
{
    Build("tests/Sidecars.Simulation");
    var amount = new Dictionary<string, string> { ["SIMULATION_YEARS"] = "5", ["SIMULATION_FLEET_HOURS"] = "3", ["SIMULATION_BROKER_PODS"] = "10000" };
    foreach (var (name, value) in amount)
    {
        System.Environment.SetEnvironmentVariable(name, value);
    }

    Report("simulation", () => Run("dotnet", $"artifacts/bin/Sidecars.Simulation/release/sidecars-simulation.dll {reports}"));
});

Task("demo")
    .Description("Tells the main job as a story: token, clone, refreshes, fetch and push, on a GitHub that runs on this machine.")
    .IsDependentOn("publish")
    .Does(() =>
{
    Build("tests/GitHubEmulator");
    Run("bash", "tests/demo.sh");
});

Task("help")
    .Description("Lists the tasks.")
    .Does(() =>
{
    foreach (var task in Tasks.Where(task => task.Description is not null))
    {
        Console.WriteLine($"  ./build.sh {task.Name,-12} {task.Description}");
    }
});

RunTarget(target);

// Ends the build where a program fails; its output is shown then, or always.
void Run(string program, string arguments, bool hideOutput = false)
{
    // Not GetStandardOutput(): it spins until the program ends, and takes a whole CPU from it.
    var output = new List<string>();
    string Keep(string line)
    {
        output.Add(line);
        return line;
    }

    var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = hideOutput, RedirectedStandardOutputHandler = hideOutput ? Keep : null };
    using var process = StartAndReturnProcess(program, settings);
    process.WaitForExit();
    if (process.GetExitCode() != 0)
    {
        output.ForEach(Console.WriteLine);
        throw new CakeException($"{program} {arguments} failed.");
    }
}

void Build(string project) => Run("dotnet", $"build {project} --configuration Release --nologo --verbosity quiet", hideOutput: true);

// What this run found stands in the README, and nobody types it.
void Report(string name, Action run)
{
    var summary = reports.CombineWithFilePath($"{name}.summary.md");

    // An earlier run's would be taken for this one's.
    DeleteFiles(summary.FullPath);
    run();
    var found = FileExists(summary) ? System.IO.File.ReadAllText(summary.FullPath).Trim() : throw new CakeException($"It wrote no {summary}.");
    var readme = System.IO.File.ReadAllText("README.md");
    var (begin, end) = ($"<!-- {name}: written by the build -->\n", $"<!-- end of {name} -->");
    var from = readme.IndexOf(begin, StringComparison.Ordinal) is >= 0 and var start ? start + begin.Length : throw new CakeException($"README.md has no place for {name}.");
    System.IO.File.WriteAllText("README.md", $"{readme[..from]}\n{found}\n\n{readme[readme.IndexOf(end, from, StringComparison.Ordinal)..]}");
}

void RunTests(string filter, string tests = "Sidecars.sln", string settings = "")
{
    CleanDirectory(results);
    var exitCode = StartProcess("dotnet", $"test {tests} --configuration Release --no-build --nologo --filter {filter} --logger trx --results-directory {results} {settings}");
    var counts = GetFiles($"{results}/*.trx").SelectMany(file => XDocument.Load(file.FullPath).Descendants().Where(element => element.Name.LocalName == "Counters")).ToList();
    int Count(string name) => counts.Sum(element => (int)element.Attribute(name));
    var (passed, failed) = (Count("passed"), Count("failed") + Count("error") + Count("timeout") + Count("aborted"));
    System.IO.File.WriteAllText($"{results}/summary.txt", $"{passed} passed, {failed} failed, {Count("total") - passed - failed} skipped\n");
    if (exitCode != 0 || failed > 0 || passed == 0)
    {
        throw new CakeException("Not all tests passed.");
    }
}
