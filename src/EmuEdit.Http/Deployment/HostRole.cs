namespace EmuEdit.Http;

/// <summary>The share of the work that a process of the deployment takes.</summary>
public enum HostRole
{
    /// <summary>Requests, messages, orchestrations, and every activity that neither needs a GPU nor learns.</summary>
    Cpu,

    /// <summary>Only the activities that edit, generate and judge pairs, or learn.</summary>
    Gpu,

    /// <summary>Everything in one process, for example on a developer's machine.</summary>
    All,
}

/// <summary>The backend that stores orchestrations.</summary>
public enum HostBackend
{
    /// <summary>The Durable Task Scheduler, which gives each worker only the work that it requests.</summary>
    Scheduler,

    /// <summary>Azure Storage, including Azurite. It gives any work to any worker, so one process must do all of it.</summary>
    Storage,
}
