namespace KubernetesEmulator.Tests.Support;

/// <summary>A directory with a kubeconfig, and with what a client wants to keep.</summary>
internal sealed class ClientHome : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kubernetes-client-");

    public ClientHome(string kubeconfig) => File.WriteAllText(Kubeconfig, kubeconfig);

    public string Path => _directory.FullName;

    public string Kubeconfig => System.IO.Path.Combine(Path, "kubeconfig");

    /// <returns>Its path.</returns>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, content);

        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
