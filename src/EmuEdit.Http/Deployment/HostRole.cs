namespace EmuEdit.Http;

/// <summary>Which share of the work a process of the deployment takes.</summary>
public enum HostRole
{
    /// <summary>Requests, messages, orchestrations, and every activity that neither needs a GPU nor learns.</summary>
    Cpu,

    /// <summary>The activities that edit, draw and judge pairs, or learn; nothing else.</summary>
    Gpu,

    /// <summary>Everything in one process, on a developer's machine for example.</summary>
    All,
}

/// <summary>Where orchestrations are kept.</summary>
public enum HostBackend
{
    /// <summary>The Durable Task Scheduler, which gives each worker the work that it asks for.</summary>
    Scheduler,

    /// <summary>Azure Storage, Azurite included. It gives any work to any worker, so one process must do all of it.</summary>
    Storage,
}
