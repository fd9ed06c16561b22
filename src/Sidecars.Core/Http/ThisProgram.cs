using System.Reflection;

namespace Sidecars.Http;

internal static class ThisProgram
{
    /// <summary>Says who we are, as in token-refresher/0.1.0.</summary>
    public static void Introduce(HttpClient http)
    {
        var program = Assembly.GetEntryAssembly()!.GetName();
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"{program.Name}/{program.Version!.ToString(3)}");
    }
}
