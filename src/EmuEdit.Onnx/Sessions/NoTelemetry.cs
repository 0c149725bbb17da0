using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmuEdit.Onnx;

/// <summary>
/// Turns ONNX Runtime's telemetry off. Since version 1.29, its packages for Linux and macOS send
/// the model's names, its hashes and the times of its runs to the manufacturer, unless this
/// variable is set before the library is loaded. Here, no request leaves the machine.
/// </summary>
internal static class NoTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    // The library may be loaded by whatever is used first.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Set()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
            return;
        Environment.SetEnvironmentVariable(Variable, "1");
        // On Unix, .NET has a copy of the environment, which native code does not see.
        if (!OperatingSystem.IsWindows())
            _ = SetNative(Variable, "1", overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite
    );
}
