namespace KubernetesEmulator.Access;

internal sealed record User(string Name, IReadOnlyList<string> Groups)
{
    public const string Authenticated = "system:authenticated";

    public static User Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public static User Admin { get; } = new("kubernetes-admin", ["system:masters", Authenticated]);

    public static User ServiceAccount(string inNamespace, string name) => new(
        $"system:serviceaccount:{inNamespace}:{name}",
        ["system:serviceaccounts", $"system:serviceaccounts:{inNamespace}", Authenticated]);
}
