namespace Sidecars.Apps.Support;

/// <summary>A chart that is gone after the test.</summary>
internal sealed class TemporaryChart : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chart-");

    public string Path => _directory.FullName;

    /// <summary>One of somebody's own that has nothing but sidecars-lib and these templates.</summary>
    public static TemporaryChart WithLibrary(params (string Name, string Text)[] templates)
    {
        var chart = new TemporaryChart();
        chart.Write("Chart.yaml", """
            apiVersion: v2
            name: own
            version: 1.2.3
            dependencies: [{ name: sidecars-lib, version: 0.1.0 }]
            """);
        chart.Copy(System.IO.Path.Combine(Helm.Charts, "sidecars-lib"), "charts/sidecars-lib");
        templates.ToList().ForEach(template => chart.Write($"templates/{template.Name}", template.Text));
        return chart;
    }

    /// <summary>charts/sidecars, whose notes Helm renders only where there is a cluster, here as a document with the key "notes".</summary>
    public static TemporaryChart WithNotes()
    {
        var chart = new TemporaryChart();
        chart.Copy(System.IO.Path.Combine(Helm.Charts, "sidecars"), ".");
        chart.Copy(System.IO.Path.Combine(Helm.Charts, "sidecars-lib"), "charts/sidecars-lib");
        var notes = System.IO.Path.Combine(chart.Path, "templates", "NOTES.txt");
        chart.Write("templates/_notes.tpl", "{{- define \"notes\" -}}\n" + File.ReadAllText(notes) + "{{- end -}}");
        chart.Write("templates/notes.yaml", "kind: Notes\nnotes: {{ include \"notes\" . | toJson }}\n");
        File.Delete(notes);
        return chart;
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>But for links, such as to the library.</summary>
    private void Copy(string from, string to)
    {
        var files = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(from, "*", files))
        {
            Write(System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file)), File.ReadAllText(file));
        }
    }
}
